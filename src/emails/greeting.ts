import { oneLine } from './one-line.ts';

const LONGEST_NAME = 60;
const LOOKS_LIKE_A_LINK = /[/@]|www\.|\p{L}\.\p{L}{2}/iu;

/**
 * How a message addresses its reader: `Hello Amelia,`. Anyone can register somebody else's address under a "name" of
 * their choosing, so a name that is long or that a mail client would turn into a link is left out: `Hello,`.
 */
export function greeting(firstName: string): string {
  const name = oneLine(firstName, Number.POSITIVE_INFINITY);
  const usable = name !== '' && [...name].length <= LONGEST_NAME && !LOOKS_LIKE_A_LINK.test(name);
  return usable ? `Hello ${name},` : 'Hello,';
}
