import type { Config } from 'payload';
import { brand } from './brand.ts';
import { NAMESPACE } from './desk-text.ts';

/** Every text of the admin UI that is not Payload's, in English: one file for each domain. */
export const strings = { brand } as const;

/** The host's i18n with our texts, in English for each of its languages; what the host translates itself stays. */
export function deskTranslations(i18n: Config['i18n'] = {}): NonNullable<Config['i18n']> {
  const languages = ['en', ...Object.keys(i18n.supportedLanguages ?? {})];
  const translations = languages.map((language) => [
    language,
    { [NAMESPACE]: strings, ...i18n.translations?.[language as 'en'] },
  ]);
  return { ...i18n, translations: Object.fromEntries(translations) };
}
