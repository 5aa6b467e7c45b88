import { LRUCache } from 'lru-cache';

/** Names under which websites tend to pass on who somebody is, or a secret: written without case, `_` and `-`. */
const PERSONAL = new Set([
  ...['email', 'emailaddress', 'mail', 'phone', 'phonenumber', 'telephone', 'mobile'],
  ...['firstname', 'lastname', 'fullname', 'surname', 'address', 'street', 'postcode', 'zip', 'dateofbirth'],
  ...['password', 'token', 'accesstoken', 'refreshtoken', 'otp', 'secret'],
]);

/** Words that a name has only when it is of that kind: `customerEmail`, `sha256_email_address`, `billing-phone`. */
const PERSONAL_WORDS = new Set(['email', 'phone', 'telephone', 'surname', 'postcode', 'password', 'secret', 'otp']);
const WORDS = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g;

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

/** In an address a name is that of a person; elsewhere products and lists have one, too. */
const PERSONAL_PARAMETERS = new Set(['name', 'fname', 'lname', 'forename', 'yourname']);

/** Like {@link isPrivate} with nobody opted out, for the parameters of an address. */
export const isPrivateParameter = (name: string): boolean =>
  isPrivate(name, false) || PERSONAL_PARAMETERS.has(name.toLowerCase().replace(/[_-]/g, ''));

type Kind = 'personal' | 'identifying' | 'plain';

/** Forms name what they nest `customer[email]` or `customer.email`. */
const LAST_PART = /[^.[\]]+(?=\]?$)/;

/** Websites send the same few names again and again. */
const known = new LRUCache<string, Kind>({ max: 2000 });

function kindOf(name: string): Kind {
  const found = known.get(name);
  if (found) return found;
  const plain = (name.match(LAST_PART)?.[0] ?? name).toLowerCase().replace(/[_-]/g, '');
  const personal = PERSONAL.has(plain) || wordsOf(name).some((word) => PERSONAL_WORDS.has(word));
  const kind = personal ? 'personal' : IDENTIFYING.has(plain) ? 'identifying' : 'plain';
  known.set(name, kind);
  return kind;
}

const wordsOf = (name: string) => (name.match(WORDS) ?? []).map((word) => word.toLowerCase());
