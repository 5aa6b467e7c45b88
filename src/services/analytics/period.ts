import { DateTime } from 'luxon';
import { LONDON, toLondon } from '../../lib/dates.ts';

/** A range of London dates as YYYY-MM-DD, both ends included. */
export type Period = { from: string; to: string };

/** The maximum length of a period in days: a leap year plus one day, for example 1 January 2028 to 1 January 2029. */
export const MAX_DAYS = 367;

const toLondonDay = (date: string) => DateTime.fromISO(date, { zone: LONDON });

/** Whether `date` is a valid calendar date, YYYY-MM-DD, from the years 1000 to 2999. */
export const isDate = (date: string): boolean => /^[12]\d{3}-\d{2}-\d{2}$/.test(date) && toLondonDay(date).isValid;

/** Counts the days of a period; 0 or less if the period ends before it begins. */
export const countDays = ({ from, to }: Period): number =>
  Math.round(toLondonDay(to).diff(toLondonDay(from), 'days').days) + 1;

/** Returns the last `days` days, including today. */
export function periodOfLastDays(days: number, now = new Date()): Period {
  const today = toLondon(now);
  return { from: toIsoDate(today.minus({ days: days - 1 })), to: toIsoDate(today) };
}

/** Returns the whole calendar month before the current one. */
export function lastMonth(now = new Date()): Period {
  const month = toLondon(now).minus({ months: 1 });
  return { from: toIsoDate(month.startOf('month')), to: toIsoDate(month.endOf('month')) };
}

/** Returns the period of the same length that ends on the day before `period`. */
export function previousPeriod(period: Period): Period {
  const first = toLondonDay(period.from);
  return { from: toIsoDate(first.minus({ days: countDays(period) })), to: toIsoDate(first.minus({ days: 1 })) };
}

/** Lists all dates of a period, YYYY-MM-DD. */
export const listDays = (period: Period): string[] =>
  Array.from({ length: countDays(period) }, (_, i) => toIsoDate(toLondonDay(period.from).plus({ days: i })));

const toIsoDate = (day: DateTime): string => day.toFormat('yyyy-MM-dd');
