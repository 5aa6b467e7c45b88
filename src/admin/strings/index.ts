import type { Config } from 'payload';
import { TEXT_NAMESPACE } from './admin-text.ts';
import { analytics } from './analytics.ts';
import { bookings, calendar, rows } from './appointments.ts';
import { brochures } from './brochures.ts';
import { products } from './catalogue.ts';
import { blogs } from './content.ts';
import { history } from './history.ts';
import { customers, staff } from './identity.ts';
import { home, operations } from './operations.ts';
import { sales } from './sales.ts';
import { brand } from './settings.ts';
import { common, empty, listPresets, lists, names, nav } from './shared.ts';

/** All texts of the admin UI except Payload's own, in English: one file per domain. */
export const strings = {
  analytics,
  blogs,
  bookings,
  brand,
  brochures,
  calendar,
  common,
  customers,
  empty,
  history,
  home,
  listPresets,
  lists,
  names,
  nav,
  operations,
  products,
  rows,
  sales,
  staff,
} as const;

/** Plainer texts that replace Payload's own. */
const PAYLOADS = { payloadSettings: 'Your settings', untitled: 'No title yet', noLabel: '–', or: 'or' };

type Translations = { general?: Record<string, string> } & Record<string, unknown>;

const withPayloads = (hosts: Translations = {}): Translations => ({
  [TEXT_NAMESPACE]: strings,
  ...hosts,
  general: { ...PAYLOADS, ...hosts.general },
});

/**
 * Adds our English texts to each language of the host's i18n. The host's own translations take precedence.
 */
export function adminTranslations(i18n: Config['i18n'] = {}): NonNullable<Config['i18n']> {
  const languages = ['en', ...Object.keys(i18n.supportedLanguages ?? {})];
  const translations = languages.map((language) => [language, withPayloads(i18n.translations?.[language as 'en'])]);
  return { ...i18n, translations: Object.fromEntries(translations) };
}
