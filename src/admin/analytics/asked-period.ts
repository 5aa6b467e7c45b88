import { daysIn, isDate, lastDays, MAX_DAYS, type Period } from '../../services/analytics/reports/period.ts';

/** The periods that are one click away, in days up to today. */
export const PRESETS = [7, 30, 90, 365];
const DEFAULT_DAYS = 30;

/** What the dashboard is asked to show by its address. */
export type Asked = { period: Period; compare: boolean };

type Parameters = Record<string, string | string[] | undefined>;

/** Reads `?from=…&to=…&compare=none`; a period that there cannot be is the last 30 days. */
export function askedPeriod({ from, to, compare }: Parameters): Asked {
  const period = { from: String(from ?? ''), to: String(to ?? '') };
  const known = isDate(period.from) && isDate(period.to) && daysIn(period) >= 1 && daysIn(period) <= MAX_DAYS;
  return { period: known ? period : lastDays(DEFAULT_DAYS), compare: compare !== 'none' };
}

/** The query string that asks for it. */
export const queryOf = ({ period: { from, to }, compare }: Asked): string =>
  new URLSearchParams({ from, to, compare: compare ? 'previous' : 'none' }).toString();
