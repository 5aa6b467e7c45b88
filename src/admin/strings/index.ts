import type { Config } from 'payload';
import { analytics } from './analytics.ts';
import { blogs } from './blogs.ts';
import { bookings } from './bookings.ts';
import { brand } from './brand.ts';
import { brochures } from './brochures.ts';
import { calendar } from './calendar.ts';
import { common } from './common.ts';
import { customers } from './customers.ts';
import { NAMESPACE } from './desk-text.ts';
import { history } from './history.ts';
import { home } from './home.ts';
import { lists } from './lists.ts';
import { names } from './names.ts';
import { nav } from './nav.ts';
import { operations } from './operations.ts';
import { products } from './products.ts';
import { ready } from './ready.ts';
import { rows } from './rows.ts';
import { sales } from './sales.ts';
import { staff } from './staff.ts';

/** Every text of the admin UI that is not Payload's, in English: one file for each domain. */
export const strings = {
  analytics,
  blogs,
  bookings,
  brand,
  brochures,
  calendar,
  common,
  customers,
  history,
  home,
  lists,
  names,
  nav,
  operations,
  products,
  ready,
  rows,
  sales,
  staff,
} as const;

/** The host's i18n with our texts, in English for each of its languages; what the host translates itself stays. */
export function deskTranslations(i18n: Config['i18n'] = {}): NonNullable<Config['i18n']> {
  const languages = ['en', ...Object.keys(i18n.supportedLanguages ?? {})];
  const translations = languages.map((language) => [
    language,
    { [NAMESPACE]: strings, ...i18n.translations?.[language as 'en'] },
  ]);
  return { ...i18n, translations: Object.fromEntries(translations) };
}
