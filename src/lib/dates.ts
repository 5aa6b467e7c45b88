import { DateTime } from 'luxon';

const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

/** A date and time with an offset, in ISO 8601 or as Postgres writes it: with a space instead of the T, and `+00` as offset. */
const MOMENT_PATTERN = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)$/;

/**
 * Whether Postgres accepts the day. `Date` is no sufficient check, because it accepts 31 November (as 1 December) and
 * the year 0.
 */
function isCalendarDay(day: string): boolean {
  if (!DAY_PATTERN.test(day) || day.startsWith('0000')) return false;
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

/** Returns `text` if it is an existing day as YYYY-MM-DD, else undefined. */
export const parseDay = (text: unknown): string | undefined =>
  typeof text === 'string' && isCalendarDay(text) ? text : undefined;

/**
 * Parses a date and time in the format of ISO 8601 or Postgres. Returns undefined for any other text, a missing offset, or a day
 * or time that does not exist.
 */
export function parseMoment(text: unknown): Date | undefined {
  const [, day = '', hour, minute, second = '0'] = (typeof text === 'string' && MOMENT_PATTERN.exec(text)) || [];
  if (!isCalendarDay(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const at = new Date(String(text));
  return Number.isNaN(at.getTime()) ? undefined : at;
}

const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Whether Postgres can store a value that a client sent for a date field: milliseconds, an ISO 8601 day, or an ISO 8601 date and
 * time with or without an offset. The day must exist in the calendar. Other spellings are rejected, because `Date` accepts
 * nonexistent days in them.
 */
export function isStorableDate(value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number' && !(value instanceof Date)) return false;
  if (typeof value === 'string' && !parseDay(value) && !parseMoment(value) && !parseMoment(`${value}Z`)) return false;
  const ms = new Date(value).getTime();
  return ms >= FIRST_MS && ms <= LAST_MS;
}

/**
 * Parses a date and time that our own database, API or clock has written.
 * @throws RangeError for any other text
 */
export function toDate(value: Date | string): Date {
  if (value instanceof Date) return value;
  const at = parseMoment(value);
  if (!at) throw new RangeError(`Not a date and time: ${value}`);
  return at;
}

/** The `Date` to display for a time or a day. A day becomes noon UTC, which has the same date everywhere in Europe. */
export function toDisplayDate(value: Date | string): Date {
  const day = parseDay(value);
  return toDate(day ? `${day}T12:00:00Z` : value);
}

/** The time zone of the company and its customers; the database stores UTC. */
export const LONDON = 'Europe/London';

/** Converts `at` (default: now) to London time. */
export const toLondon = (at: Date | string = new Date()): DateTime =>
  typeof at === 'string' ? DateTime.fromISO(at, { zone: LONDON }) : DateTime.fromJSDate(at, { zone: LONDON });

/** The London date of `at` as YYYY-MM-DD. */
export const toLondonDate = (at: Date): string => toLondon(at).toFormat('yyyy-MM-dd');
