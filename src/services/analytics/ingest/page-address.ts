import { isPrivate } from './private-names.ts';

const CAMPAIGN = new Set(['utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'utm_id']);
/** What advertising networks add to a link to know the click again. */
const CLICK_IDS = new Set([
  ...['gclid', 'gbraid', 'wbraid', 'dclid', 'gclsrc', 'fbclid', 'msclkid', 'ttclid', 'twclid', 'li_fat_id'],
]);
const MAX_VALUE = 200;

/** UTM parameters and click ids by their names in the address. */
export type Campaign = Record<string, string>;

const NONE: Campaign = Object.freeze({});
/** Somebody's name and password before the host. */
const USER_INFO = /^([a-z][\w+.-]*:\/\/)[^/?#]*@/i;

/**
 * An address of a page as it is kept: without its fragment, without a user's name in it, and without parameters that are
 * private; without any parameter when the visitor has opted out.
 */
export function keptAddress(address: string, optedOut: boolean): string {
  const { base, query } = parts(address);
  const kept = optedOut ? '' : keptQuery(query);
  const plain = base.includes('@') ? base.replace(USER_INFO, '$1') : base;
  return kept === '' ? plain : `${plain}?${kept}`;
}

/** The campaign that led to a page, without click ids when the visitor has opted out. */
export function campaignOf(address: string, optedOut: boolean): Campaign {
  const { query } = parts(address);
  if (query === '') return NONE;
  const campaign: Campaign = {};
  for (const [name, value] of new URLSearchParams(query)) {
    if (value === '' || name in campaign) continue;
    // Postgres holds no NUL, which an address can spell as %00.
    if (CAMPAIGN.has(name) || (!optedOut && CLICK_IDS.has(name)))
      campaign[name] = value.replaceAll('\0', '').slice(0, MAX_VALUE);
  }
  return campaign;
}

function parts(address: string): { base: string; query: string } {
  const hash = address.indexOf('#');
  const whole = hash === -1 ? address : address.slice(0, hash);
  const mark = whole.indexOf('?');
  return mark === -1 ? { base: whole, query: '' } : { base: whole.slice(0, mark), query: whole.slice(mark + 1) };
}

function keptQuery(query: string): string {
  const named = (part: string) => part.slice(0, (part.indexOf('=') + 1 || part.length + 1) - 1);
  return query
    .split('&')
    .filter((part) => part !== '' && !isPrivate(named(part), false))
    .join('&');
}
