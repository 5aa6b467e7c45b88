const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** ISO 8601 with its offset, and the same as Postgres writes it: a space for the T, `+00` for the offset. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)$/;

/** Whether there is such a day: `Date` takes 31 November for 1 December. */
function exists(day: string): boolean {
  if (!DAY.test(day)) return false;
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
}

/** A day of the calendar as YYYY-MM-DD; undefined for any other text, and for days that there are not. */
export const parseDay = (text: unknown): string | undefined =>
  typeof text === 'string' && exists(text) ? text : undefined;

/** A moment as ISO 8601 or Postgres writes it; undefined for any other text, one without an offset and one that there is not. */
export function parseMoment(text: unknown): Date | undefined {
  const [, day = '', hour, minute, second = '0'] = (typeof text === 'string' && MOMENT.exec(text)) || [];
  if (!exists(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const at = new Date(String(text));
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/**
 * A moment that our own database, API or clock has written.
 * @throws RangeError for anything else
 */
export function toDate(value: Date | string): Date {
  if (value instanceof Date) return value;
  const at = parseMoment(value);
  if (!at) throw new RangeError(`Not a moment: ${value}`);
  return at;
}

/** A moment, or of a day its noon, for showing it: a day has that date in London then, and everywhere in Europe. */
export function dayOrMoment(value: Date | string): Date {
  const day = parseDay(value);
  return toDate(day ? `${day}T12:00:00Z` : value);
}
