import type { DateTime } from 'luxon';
import { z } from 'zod';
import { inLondon } from '../london.ts';

const DEFAULT_DAYS = 14;
const MAX_DAYS = 62;
/** Of dates as ISO 8601 writes them in four digits. */
const LAST_YEAR = 9999;

const dayOrInstant = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);
const isDay = (value: string) => value.length === 10;

type Bounds = { from?: string | undefined; to?: string | undefined };

/**
 * The window of a slot list: instants, or London days of which the last is included. 14 days when `to` is missing, at
 * most 62 (api.md §3).
 */
export const slotWindow = { from: dayOrInstant.optional(), to: dayOrInstant.optional() };

/** The instants of a window. @returns a message for the caller when it is empty, too long or of no year. */
export function windowOf({ from, to }: Bounds): { from: Date; to: Date } | string {
  const start = from ? begin(from) : inLondon();
  const end = to ? (isDay(to) ? begin(to).plus({ days: 1 }) : begin(to)) : start.plus({ days: DEFAULT_DAYS });
  if (start.year < 1 || end.year > LAST_YEAR) return 'Outside of the calendar.';
  if (end <= start) return '"to" must be after "from".';
  if (end > start.plus({ days: MAX_DAYS })) return `The window is ${MAX_DAYS} days at most.`;
  return { from: start.toJSDate(), to: end.toJSDate() };
}

const begin = (value: string): DateTime => inLondon(value);
