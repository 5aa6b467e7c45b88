import { LRUCache } from 'lru-cache';

/** Names under which websites tend to pass on who somebody is, or a secret: written without case, `_` and `-`. */
const PERSONAL = new Set([
  ...['email', 'emailaddress', 'mail', 'phone', 'phonenumber', 'telephone', 'mobile'],
  ...['firstname', 'lastname', 'fullname', 'surname', 'address', 'street', 'postcode', 'zip', 'dateofbirth'],
  ...['password', 'token', 'accesstoken', 'refreshtoken', 'otp', 'secret'],
]);

/** Names of what tells one visitor, device or click from another. */
const IDENTIFYING = new Set([
  ...['userid', 'uid', 'customerid', 'clientid', 'cid', 'visitorid', 'deviceid', 'sessionid', 'sid', 'anonymousid'],
  ...['accountid', 'fingerprint', 'ip', 'ipaddress', 'useragent', 'ga', 'gaclientid', 'gasessionid', 'fbp', 'fbc'],
  ...['gclid', 'gbraid', 'wbraid', 'dclid', 'fbclid', 'msclkid', 'ttclid', 'twclid', 'lifatid', 'gclsrc'],
]);

/**
 * Whether what has this name is not kept: what names a person never is, since these rows outlive an erasure, and what
 * identifies a visitor is not when they have opted out.
 */
export function isPrivate(name: string, optedOut: boolean): boolean {
  const kind = kindOf(name);
  return kind === 'personal' || (optedOut && kind === 'identifying');
}

type Kind = 'personal' | 'identifying' | 'plain';

/** Websites send the same few names again and again. */
const known = new LRUCache<string, Kind>({ max: 2000 });

function kindOf(name: string): Kind {
  const found = known.get(name);
  if (found) return found;
  const plain = name.toLowerCase().replace(/[_-]/g, '');
  const kind = PERSONAL.has(plain) ? 'personal' : IDENTIFYING.has(plain) ? 'identifying' : 'plain';
  known.set(name, kind);
  return kind;
}

/** `value` without what is private in it, however deep; the same object when there is nothing. */
export function withoutPrivate<T>(value: T, optedOut: boolean): T {
  return holdsPrivate(value, optedOut) ? (strip(value, optedOut) as T) : value;
}

function holdsPrivate(value: unknown, optedOut: boolean): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((each) => holdsPrivate(each, optedOut));
  for (const name in value) {
    if (isPrivate(name, optedOut) || holdsPrivate((value as Record<string, unknown>)[name], optedOut)) return true;
  }
  return false;
}

function strip(value: unknown, optedOut: boolean): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => strip(each, optedOut));
  const kept = Object.entries(value).filter(([name]) => !isPrivate(name, optedOut));
  return Object.fromEntries(kept.map(([name, child]) => [name, strip(child, optedOut)]));
}
