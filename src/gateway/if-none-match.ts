const OPAQUE_TAG = /"[^"]*"/g;

/**
 * Whether `If-None-Match` names `etag`, so that 304 is the answer to a GET: by the weak comparison, and `*` stands for any
 * version (RFC 9110 §13.1.2).
 */
export function namesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const [wanted] = etag.match(OPAQUE_TAG) ?? [];
  const offered: string[] = ifNoneMatch.match(OPAQUE_TAG) ?? [];
  return wanted !== undefined && offered.includes(wanted);
}
