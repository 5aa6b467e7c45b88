import { DateTime } from 'luxon';
import { toOneLine } from '../lib/text.ts';

const MAX_NAME_LENGTH = 60;

/**
 * Matches invisible characters. Mail clients may ignore invisible characters inside a word when they detect addresses.
 */
const INVISIBLE = /\p{Cf}/gu;

/**
 * Letters of any script with their accents, the punctuation of names, and emoji. Digits are excluded, because mail clients turn
 * phone numbers into links.
 */
const NAME = /^(?:[\p{L}\p{M} '’‘&.-]|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{RI}|\uFE0F)+$/u;

/**
 * Matches text that may be part of a web address: `www.`, or a dot directly before a word. The dots in `J.R.` and `St. John`
 * don't match.
 */
const ADDRESS_DOT = /\.\p{M}*\p{L}\p{M}*\p{L}|www\./iu;

function isName(text: string): boolean {
  // Compatibility forms are normalised first: mail clients read `．` and `①` as a dot and a digit.
  const plain = text.normalize('NFKC').replace(INVISIBLE, '');
  return [...text].length <= MAX_NAME_LENGTH && NAME.test(plain) && /\p{L}/u.test(plain) && !ADDRESS_DOT.test(plain);
}

/**
 * Returns the greeting of a message: `Hello Amelia,`. A long name, and a name that a mail client may turn into a link to a
 * website, mailbox or phone number, is omitted: `Hello,`. Otherwise an attacker could register another person's address and send
 * a text in place of the name.
 */
export function formatGreeting(firstName: string): string {
  const name = toOneLine(firstName, Number.POSITIVE_INFINITY);
  return isName(name) ? `Hello ${name},` : 'Hello,';
}

/** A moment in time: a Date, or an ISO 8601 string. A string without an offset is in UTC. */
export type Instant = Date | string;

/**
 * Converts an instant to UTC.
 * @throws RangeError when the value isn't a moment in time, so that no message with "Invalid DateTime" is ever sent.
 */
export function toUtcTime(instant: Instant): DateTime<true> {
  const utc =
    instant instanceof Date
      ? DateTime.fromJSDate(instant, { zone: 'utc' })
      : DateTime.fromISO(instant, { zone: 'utc' });
  if (!utc.isValid) throw new RangeError(`Not a date and time: ${String(instant)}`);
  return utc;
}

const DAY = 'cccc d LLLL yyyy';
const TIME = 'HH:mm';

const toLondonTime = (instant: Instant) => toUtcTime(instant).setZone('Europe/London').setLocale('en-GB');

/**
 * Formats a moment for people, in London time: `Tuesday 24 November 2026, 10:30`.
 * @throws RangeError when `instant` isn't a moment in time.
 */
export function formatLondonMoment(instant: Instant): string {
  return toLondonTime(instant).toFormat(`${DAY}, ${TIME}`);
}

/**
 * Formats a time span for people, in London time: `Tuesday 24 November 2026, 10:30–11:30`. Adds the date of the end if the span
 * ends on another day, and BST or GMT if the clocks change during the span.
 * @throws RangeError when either end isn't a moment in time.
 */
export function formatLondonSpan(startsAt: Instant, endsAt: Instant): string {
  const start = toLondonTime(startsAt);
  const end = toLondonTime(endsAt);
  const time = start.offset === end.offset ? TIME : `${TIME} ZZZZ`;
  const from = start.toFormat(`${DAY}, ${time}`);
  return start.hasSame(end, 'day') ? `${from}–${end.toFormat(time)}` : `${from} – ${end.toFormat(`${DAY}, ${time}`)}`;
}
