import { LRUCache } from 'lru-cache';

/** Common property names for personal data and secrets, in lower case without `_` and `-`. */
const PERSONAL_NAMES = new Set([
  ...['email', 'emailaddress', 'mail', 'phone', 'phonenumber', 'telephone', 'mobile'],
  ...['firstname', 'lastname', 'fullname', 'surname', 'address', 'street', 'postcode', 'zip', 'dateofbirth'],
  ...['password', 'token', 'accesstoken', 'refreshtoken', 'otp', 'secret'],
]);

/**
 * Words that make a property name personal wherever they occur in the name, as in `readCustomerEmail`, `sha256_email_address` and
 * `billing-phone`.
 */
const PERSONAL_WORDS = new Set(['email', 'phone', 'telephone', 'surname', 'postcode', 'password', 'secret', 'otp']);
const WORDS = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g;

/** Property names for ids of a visitor, a device or a click. */
const IDENTIFYING_NAMES = new Set([
  ...['userid', 'uid', 'customerid', 'clientid', 'cid', 'visitorid', 'deviceid', 'sessionid', 'sid', 'anonymousid'],
  ...['accountid', 'fingerprint', 'ip', 'ipaddress', 'useragent', 'ga', 'gaclientid', 'gasessionid', 'fbp', 'fbc'],
  ...['gclid', 'gbraid', 'wbraid', 'dclid', 'fbclid', 'msclkid', 'ttclid', 'twclid', 'lifatid', 'gclsrc'],
]);

/**
 * Whether a property with this name is private and must not be stored. Personal data are never stored, because the rows stay
 * after an erasure. Ids of a visitor are not stored if the visitor has opted out.
 */
function isPrivateName(name: string, optedOut: boolean): boolean {
  const kind = classifyName(name);
  return kind === 'personal' || (optedOut && kind === 'identifying');
}

/**
 * Parameter names that are personal in a page address. There, `name` is a person's name; in properties, it may also be the name
 * of a product or list.
 */
const PERSONAL_PARAMETERS = new Set(['name', 'fname', 'lname', 'forename', 'yourname']);

/** Whether a parameter of a page address is private, for a visitor who has not opted out. */
const isPrivateParameter = (name: string): boolean =>
  isPrivateName(name, false) || PERSONAL_PARAMETERS.has(name.toLowerCase().replace(/[_-]/g, ''));

type NameKind = 'personal' | 'identifying' | 'plain';

/** Matches the last part of a nested name such as `customer[email]` or `customer.email`. */
const LAST_PART = /[^.[\]]+(?=\]?$)/;

/** A cache, because websites use the same few names in all events. */
const cache = new LRUCache<string, NameKind>({ max: 2000 });

function classifyName(name: string): NameKind {
  const cached = cache.get(name);
  if (cached) return cached;
  const plain = (name.match(LAST_PART)?.[0] ?? name).toLowerCase().replace(/[_-]/g, '');
  const personal = PERSONAL_NAMES.has(plain) || hasPersonalWord(name);
  const kind = personal ? 'personal' : IDENTIFYING_NAMES.has(plain) ? 'identifying' : 'plain';
  cache.set(name, kind);
  return kind;
}

const hasPersonalWord = (name: string): boolean =>
  name.match(WORDS)?.some((word) => PERSONAL_WORDS.has(word.toLowerCase())) === true;

/** Matches an e-mail address. The quantifiers are bounded, so that no input takes long. In URLs, the `@` may be encoded. */
const EMAIL = /[\w.+-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/gi;

/** Replaces e-mail addresses in `text` by `[email]`, because an e-mail address identifies a person under any property name. */
export const removeEmails = (text: string): string =>
  text.includes('@') || text.includes('%40') ? text.replace(EMAIL, '[email]') : text;

/** Matches a user name and password before the host of an address, with or without a scheme. */
const USER_INFO = /^((?:[a-z][\w+.-]*:)?\/\/)[^/?#]*@/i;

/**
 * Returns a page address for storage: without fragment, user name, password, e-mail addresses and private parameters. If the
 * visitor has opted out, no parameters are left.
 */
export function redactAddress(address: string, optedOut: boolean): string {
  const { base, query } = splitAddress(address);
  const plain = removeEmails(base.includes('@') ? base.replace(USER_INFO, '$1') : base);
  if (optedOut) return plain;
  const parameters = query.split('&');
  const kept = parameters.filter((parameter) => parameter !== '' && !isPrivateParameter(toParameterName(parameter)));
  return kept.length === 0 ? plain : `${plain}?${removeEmails(kept.join('&'))}`;
}

/** Splits an address at its first `?` and removes the fragment. */
export function splitAddress(address: string): { base: string; query: string } {
  const hash = address.indexOf('#');
  const whole = hash === -1 ? address : address.slice(0, hash);
  const mark = whole.indexOf('?');
  return mark === -1 ? { base: whole, query: '' } : { base: whole.slice(0, mark), query: whole.slice(mark + 1) };
}

/** Returns the decoded name of a parameter such as `utm_source=x`. */
export function toParameterName(parameter: string): string {
  const sign = parameter.indexOf('=');
  const name = sign === -1 ? parameter : parameter.slice(0, sign);
  if (!name.includes('%')) return name;
  const [decodedName = name] = new URLSearchParams(name).keys();
  return decodedName;
}

/** Matches a page address. Tags of Google Tag Manager also send page addresses in properties such as `page_location`. */
const ADDRESS = /^https?:\/\//i;

/**
 * Returns a copy of `value` without private properties at any depth, and with its texts redacted; `value` itself if it contains
 * nothing private.
 */
export function removePrivate<T>(value: T, optedOut: boolean): T {
  return hasPrivate(value, optedOut) ? (stripPrivate(value, optedOut) as T) : value;
}

function hasPrivate(value: unknown, optedOut: boolean): boolean {
  if (typeof value === 'string') return redactText(value, optedOut) !== value;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((each) => hasPrivate(each, optedOut));
  for (const name in value) {
    if (isPrivateName(name, optedOut) || hasPrivate((value as Record<string, unknown>)[name], optedOut)) return true;
  }
  return false;
}

function stripPrivate(value: unknown, optedOut: boolean): unknown {
  if (typeof value === 'string') return redactText(value, optedOut);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => stripPrivate(each, optedOut));
  const kept = Object.entries(value).filter(([name]) => !isPrivateName(name, optedOut));
  return Object.fromEntries(kept.map(([name, child]) => [name, stripPrivate(child, optedOut)]));
}

const redactText = (text: string, optedOut: boolean) =>
  ADDRESS.test(text) ? redactAddress(text, optedOut) : removeEmails(text);
