import { wellFormedText } from '../../well-formed.ts';

/**
 * Marks that show nothing and mean nothing in a line of text: soft hyphens, blanks without width, byte order marks, and the marks of
 * direction that contacts of a phone put around numbers. Those that join letters and emoji stay.
 */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]/g;
/** CR LF, CR, and Unicode's own. */
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;
/** No-break spaces and those of another width, and tabs. */
const SPACES = /[\p{Zs}\t]/gu;
/** What shows nothing where there is nothing else: controls, joiners, accents without a letter, fillers, the empty pattern of Braille. */
const SHOWS_NOTHING = /[\p{Cc}\p{Cf}\p{M}\p{Z}\u115f\u1160\u3164\uffa0\u2800]/gu;

/**
 * Text of several lines as it is stored, compared and searched: well-formed (half a surrogate pair becomes U+FFFD), its letters
 * composed (NFC), lines that end in LF, any space a space, without invisible marks, trimmed. Empty when it shows nothing.
 */
export function cleanText(text: string): string {
  const clean = wellFormedText(text)
    .normalize('NFC')
    .replace(LINE_ENDS, '\n')
    .replace(INVISIBLE, '')
    .replace(SPACES, ' ')
    .trim();
  return clean.replace(SHOWS_NOTHING, '') === '' ? '' : clean;
}

/** Text of one line, as {@link cleanText} gives it, with single spaces. A line break in it stays, for rules to refuse. */
export const cleanLine = (text: string): string => cleanText(text).replace(/ {2,}/g, ' ');
