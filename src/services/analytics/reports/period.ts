import { DateTime } from 'luxon';
import { inLondon, LONDON } from '../../london.ts';

/** London days from the first to the last, both included, as YYYY-MM-DD. */
export type Period = { from: string; to: string };

/** A year of days, and the day on which it comes round. */
export const MAX_DAYS = 367;

const dayOf = (date: string) => DateTime.fromISO(date, { zone: LONDON });

/** Whether `date` is a day of the calendar, as YYYY-MM-DD, that the database can add up by. */
export const isDate = (date: string): boolean => /^[12]\d{3}-\d{2}-\d{2}$/.test(date) && dayOf(date).isValid;

/** How many days a period has; 0 or less for one that ends before it begins. */
export const daysIn = ({ from, to }: Period): number => Math.round(dayOf(to).diff(dayOf(from), 'days').days) + 1;

/** The last `days` days, today included. */
export function lastDays(days: number, now = new Date()): Period {
  const today = inLondon(now);
  return { from: isoDate(today.minus({ days: days - 1 })), to: isoDate(today) };
}

/** The days right before a period, as many as it has. */
export function periodBefore(period: Period): Period {
  const first = dayOf(period.from);
  return { from: isoDate(first.minus({ days: daysIn(period) })), to: isoDate(first.minus({ days: 1 })) };
}

/** Each day of a period. */
export const eachDay = (period: Period): string[] =>
  Array.from({ length: daysIn(period) }, (_, i) => isoDate(dayOf(period.from).plus({ days: i })));

const isoDate = (day: DateTime): string => day.toFormat('yyyy-MM-dd');
