import { cleanLine } from './text/clean.ts';

/** A dot-atom of RFC 5322, and the 64 characters of RFC 5321. */
const LOCAL = /^(?=.{1,64}$)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** What may stand in a host before it becomes ASCII. */
const HOST = /^[\p{L}\p{M}\p{N}.-]+$/u;
/** Two labels or more of RFC 1035, the last of which is no number. */
const ASCII_HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/;
const MAX_LENGTH = 254;

/**
 * An e-mail address as it is stored and compared: clean, lower-cased, its host in ASCII as browsers send it
 * (`ada@xn--mller-kva.de`); undefined when `input` is none.
 */
export function parseEmail(input: string): string | undefined {
  const clean = cleanLine(input).toLowerCase();
  const at = clean.lastIndexOf('@');
  const [local, host] = [clean.slice(0, at), hostOf(clean.slice(at + 1))];
  const address = `${local}@${host}`;
  return at > 0 && host !== undefined && LOCAL.test(local) && address.length <= MAX_LENGTH ? address : undefined;
}

function hostOf(host: string): string | undefined {
  const url = `http://${host}`;
  if (!HOST.test(host) || !URL.canParse(url)) return undefined;
  const ascii = new URL(url).hostname;
  return ASCII_HOST.test(ascii) ? ascii : undefined;
}
