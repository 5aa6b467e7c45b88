/** Targets that need no look: segments with one spelling, none of them empty, `.` or `..`. */
const PLAIN = /^\/(?:[\w~-][\w.~-]*(?:\/[\w~-][\w.~-]*)*\/?)?(?:\?[^#]*)?$/;

const ORIGIN = /^https?:\/\/[^/?#]*/i;
const MALFORMED = /%(?![\da-f]{2})/i;
const ENCODED = /%[\da-f]{2}/gi;
const NEEDS_ENCODING = /[^\w.~!$&'()*+,;=:@/%-]/g;
const UNRESERVED = /[\w.~-]/;
const AMBIGUOUS = /\/\.{1,2}(?:\/|$)|\/\/|\\|#/;

/**
 * The one spelling of what a request asks for (RFC 3986 §6.2.2): characters are percent-encoded where they have to be and
 * nowhere else. The query stays as it was sent.
 * @param target of the request line, with an origin or without (RFC 9112 §3.2)
 * @returns undefined for a path with `.`, `..`, empty segments, backslashes, `#` or broken percent-encoding. Clients resolve
 * these before they ask, and programs disagree on what such a path means.
 */
export function canonicalUrl(target: string): string | undefined {
  if (PLAIN.test(target)) return target;
  const local = target.replace(ORIGIN, '');
  const queryAt = local.indexOf('?');
  const sent = (queryAt === -1 ? local : local.slice(0, queryAt)) || '/';
  const query = queryAt === -1 ? '' : local.slice(queryAt);
  if (!sent.startsWith('/') || MALFORMED.test(sent) || query.includes('#')) return undefined;
  const decoded = sent.replaceAll(ENCODED, decodeUnreserved);
  if (AMBIGUOUS.test(decoded)) return undefined;
  return decoded.replaceAll(NEEDS_ENCODING, encodeByte) + query;
}

function decodeUnreserved(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  return UNRESERVED.test(character) ? character : encoded.toUpperCase();
}

/** Node reads each byte of the request line as one character. */
const encodeByte = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
