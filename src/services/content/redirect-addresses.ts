/** Stands in for the site's origin, so that a path can be read as an address. */
const SOMEWHERE = 'https://site.invalid';

/** What a browser takes for the beginning of another host, or drops from an address. */
const MISLEADING = /^\/[/\\]|[\\\p{Cc}\s]/u;

/**
 * The path that a redirect is looked up by: with a slash at its beginning and none at its end, in lower case as slugs are, without
 * a host or fragment; a query stays as it is. Full addresses and paths without their first slash are taken too.
 * @returns undefined for what is no web address
 */
export function redirectPath(address: string): string | undefined {
  const trimmed = address.trim();
  if (trimmed === '' || /\s/.test(trimmed)) return undefined;
  const hasScheme = /^[a-z][a-z\d+.-]*:/i.test(trimmed);
  const whole = hasScheme ? trimmed : `${SOMEWHERE}/${trimmed.replace(/^[/\\]+/, '')}`;
  if (!URL.canParse(whole)) return undefined;
  const { protocol, pathname, search } = new URL(whole);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  return `${pathname.toLowerCase().replace(/(?<=.)\/+$/, '')}${search}`;
}

/** Whether a redirect may lead there: a path of this site, or an address with http or https. */
export function isRedirectTarget(address: unknown): boolean {
  if (typeof address !== 'string' || MISLEADING.test(address)) return false;
  if (address.startsWith('/')) return URL.canParse(address, SOMEWHERE);
  return /^https?:\/\/[^/]/i.test(address) && URL.canParse(address);
}
