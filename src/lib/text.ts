import slugify from '@sindresorhus/slugify';
import { z } from 'zod';

const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Replaces each lone surrogate, such as half of an emoji, with U+FFFD, because Postgres cannot store lone surrogates. */
export const toWellFormedText = (text: string): string => text.replace(LONE_SURROGATE, '\ufffd');

/** Applies {@link toWellFormedText} to all strings and keys of `value`, at any depth. */
export function toWellFormed(value: unknown): unknown {
  if (typeof value === 'string') return toWellFormedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toWellFormed);
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [toWellFormedText(key), toWellFormed(child)]));
}

/**
 * Characters that are invisible and meaningless in a line of text: soft hyphens, zero-width spaces, byte order marks, and the
 * direction marks that phone contacts put around numbers. Characters that join letters or emoji are not included.
 */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;
/** CR LF, CR, and Unicode's own line ends. */
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;
/** No-break spaces, spaces of other widths, and tabs. */
const SPACES = /[\p{Zs}\t]/gu;
/**
 * Characters that are invisible on their own: control characters, joiners, accents without a letter, fillers, and the blank
 * Braille pattern.
 */
const SHOWS_NOTHING = /[\p{Cc}\p{Cf}\p{M}\p{Z}\u115f\u1160\u3164\uffa0\u2800]/gu;

/**
 * Normalises text of several lines for storage, comparison and search: well-formed (a lone surrogate becomes U+FFFD),
 * NFC, LF line ends, plain spaces, no invisible characters, trimmed. Returns an empty string if nothing visible is
 * left.
 */
export function cleanText(text: string): string {
  const clean = toWellFormedText(text)
    .normalize('NFC')
    .replace(LINE_ENDS, '\n')
    .replace(INVISIBLE, '')
    .replace(SPACES, ' ')
    .trim();
  return clean.replace(SHOWS_NOTHING, '') === '' ? '' : clean;
}

/**
 * Normalises a single line as {@link cleanText} does, and reduces repeated spaces to one. Line breaks stay, so that validation
 * can reject them.
 */
export const cleanLine = (text: string): string => cleanText(text).replace(/ {2,}/g, ' ');

/**
 * Normalises a code that consists of letters, digits and signs of ASCII, such as a postcode, a phone number or an e-mail address:
 * like {@link cleanLine}, but full-width and other compatible forms (`ＳＷ４`) become the plain characters.
 */
export const cleanCode = (text: string): string => cleanLine(text.normalize('NFKC'));

/** A line of text in a request, 1 to `max` characters after cleaning. */
export const lineInput = (max: number) => z.string().overwrite(cleanLine).min(1).max(max);

/**
 * Text of several lines in a request, 1 to `max` characters after cleaning; the default is 2,000
 * (docs/spec/api.md#caps-and-lists).
 */
export const textInput = (max = 2000) => z.string().overwrite(cleanText).min(1).max(max);

const TRADE_MARKS = /[\u2120\u2122]/g;
/** The position between a digit and a fraction that is a single character, as in `2½`. */
const FRACTION_AFTER_DIGIT = /(?<=\d)(?=[\u00bc-\u00be\u2150-\u215f])/g;

/**
 * Converts a text to lower-case ASCII words with hyphens. Compatibility forms of characters are replaced by the plain characters:
 * `ﬁne` becomes `fine`, and `½ price` becomes `1-2-price`.
 */
export const slugifyText = (text: string, options?: Parameters<typeof slugify>[1]): string =>
  slugify(text.replace(TRADE_MARKS, '').replace(FRACTION_AFTER_DIGIT, ' ').normalize('NFKC'), options);

const CONTROLS_AND_BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
const DIRECTION_OVERRIDES = /[\u202A-\u202E\u2066-\u2069]/g;

/**
 * Converts text to one line of at most `max` code points, safe in a mail header and in an iCalendar parameter: control characters
 * and line breaks become a space (with a CR or LF in a subject, a sender could add a header), and direction overrides are
 * dropped.
 */
export function toOneLine(text: string, max = 160): string {
  const line = text.replace(DIRECTION_OVERRIDES, '').replace(CONTROLS_AND_BREAKS, ' ').trim();
  const characters = [...line];
  return characters.length <= max
    ? line
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}

const CONTROLS = /[^\P{Cc}\t\r\n]/gu;

/** Removes control characters other than tabs and line breaks, because neither HTML nor iCalendar allows them. */
export const removeControls = (text: string): string => text.replace(CONTROLS, '');
