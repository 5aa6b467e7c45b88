import { oneLine } from './one-line.ts';

const LONGEST_NAME = 60;

/** Marks inside of words that do not show: a mail client may or may not look past them when it finds addresses. */
const INVISIBLE = /\p{Cf}/gu;

/** Letters of any script with their accents, what joins them in names, and emoji. No digits: phone numbers become links, too. */
const NAME = /^(?:[\p{L}\p{M} '’‘&.-]|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{RI}|\uFE0F)+$/u;

/** A dot may follow an initial or end a word (`J.R.`, `St. John`). Between letters it may be the dot of a web address. */
const DOT_OF_AN_ADDRESS = /\.\p{M}*\p{L}\p{M}*\p{L}|www\./iu;

function isName(text: string): boolean {
  // Compatibility forms first: mail clients take `．` and `①` for a dot and a digit.
  const plain = text.normalize('NFKC').replace(INVISIBLE, '');
  return [...text].length <= LONGEST_NAME && NAME.test(plain) && /\p{L}/u.test(plain) && !DOT_OF_AN_ADDRESS.test(plain);
}

/**
 * How a message addresses its reader: `Hello Amelia,`. Anyone can register somebody else's address under a "name" of their
 * choosing. What is long, or that a mail client may turn into a link to a website, a mailbox or a phone, is left out: `Hello,`.
 */
export function greeting(firstName: string): string {
  const name = oneLine(firstName, Number.POSITIVE_INFINITY);
  return isName(name) ? `Hello ${name},` : 'Hello,';
}
