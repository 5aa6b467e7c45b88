import { LRUCache } from 'lru-cache';
import { isPrivateParameter } from './private-names.ts';
import { withoutEmails } from './without-emails.ts';

const CAMPAIGN = new Set(['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'utm_id']);
/** What advertising networks add to a link to know the click again. */
const CLICK_IDS = new Set([
  ...['gclid', 'gbraid', 'wbraid', 'dclid', 'gclsrc', 'fbclid', 'msclkid', 'ttclid', 'twclid', 'li_fat_id'],
]);
const MAX_VALUE = 200;
/** What decodes to itself, as nearly everything does. */
const PLAIN = /^[\w.~-]+=[\w.~-]*$/;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** UTM parameters and click ids by their names in the address. */
export type Campaign = Record<string, string>;

/** What is kept of an address. */
type Page = { address: string; campaign: Campaign };

/** Visitors look at the same pages, and come from the same ones. */
const known = new LRUCache<string, Page>({ max: 2000 });

/** {@link keptAddress} and {@link campaignOf} of an address, looked up when it was asked for before. */
export function pageOf(address: string, optedOut: boolean): Page {
  if (optedOut) return { address: keptAddress(address, true), campaign: campaignOf(address, true) };
  let page = known.get(address);
  if (!page) {
    page = { address: keptAddress(address, false), campaign: campaignOf(address, false) };
    // What was taken out is not to be remembered here.
    if (page.address === address) known.set(address, page);
  }
  return page;
}

/** Somebody's name and password before the host. */
const USER_INFO = /^([a-z][\w+.-]*:\/\/)[^/?#]*@/i;

/**
 * An address of a page as it is kept: without its fragment, without a user's name or an e-mail address in it, and without
 * parameters that are private; without any parameter when the visitor has opted out.
 */
export function keptAddress(address: string, optedOut: boolean): string {
  const { base, query } = parts(address);
  const plain = withoutEmails(base.includes('@') ? base.replace(USER_INFO, '$1') : base);
  if (query === '' || optedOut) return plain;
  const parameters = query.split('&');
  const kept = parameters.filter((parameter) => parameter !== '' && !isPrivateParameter(nameOf(parameter)));
  return kept.length === 0 ? plain : `${plain}?${withoutEmails(kept.join('&'))}`;
}

/** The campaign that led to a page, without click ids when the visitor has opted out. */
export function campaignOf(address: string, optedOut: boolean): Campaign {
  const campaign: Campaign = {};
  const { query } = parts(address);
  if (query === '') return campaign;
  for (const parameter of query.split('&')) {
    const name = nameOf(parameter);
    if (!CAMPAIGN.has(name) && (optedOut || !CLICK_IDS.has(name))) continue;
    const value = decoded(parameter);
    if (value !== '' && campaign[name] === undefined) campaign[name] = value;
  }
  return campaign;
}

function parts(address: string): { base: string; query: string } {
  const hash = address.indexOf('#');
  const whole = hash === -1 ? address : address.slice(0, hash);
  const mark = whole.indexOf('?');
  return mark === -1 ? { base: whole, query: '' } : { base: whole.slice(0, mark), query: whole.slice(mark + 1) };
}

function nameOf(parameter: string): string {
  const sign = parameter.indexOf('=');
  const name = sign === -1 ? parameter : parameter.slice(0, sign);
  if (!name.includes('%')) return name;
  const [decodedName = name] = new URLSearchParams(name).keys();
  return decodedName;
}

/** The value of a parameter, decoded as forms are (WHATWG URL, application/x-www-form-urlencoded). */
function decoded(parameter: string): string {
  if (PLAIN.test(parameter)) return parameter.slice(parameter.indexOf('=') + 1, parameter.indexOf('=') + 1 + MAX_VALUE);
  const [[, value = ''] = []] = new URLSearchParams(parameter);
  // Postgres holds no NUL, which an address can spell as %00, and no half of a surrogate pair, which a cut may leave.
  return withoutEmails(value).replaceAll('\0', '').slice(0, MAX_VALUE).replace(LONE_SURROGATE, '');
}
