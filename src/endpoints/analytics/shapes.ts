import { z } from 'zod';
import { toPounds } from '../../lib/money.ts';
import { countDays, isDate, MAX_DAYS, type Period, periodOfLastDays } from '../../services/analytics/period.ts';
import type { FunnelReport } from '../../services/analytics/read-funnels.ts';
import type { DayFigures, Summary, TrafficFigures } from '../../services/analytics/read-summary.ts';
import { SUMMARY_TABLES } from '../../services/analytics/report-csv.ts';

const DEFAULT_DAYS = 30;

const date = z.string().refine(isDate, 'Write the date as YYYY-MM-DD.');

/**
 * The period of a report. `from` and `to` are days in London time, by default the last 30 days; `compare` adds figures for the
 * same number of days before `from`.
 */
const range = {
  from: date.optional(),
  to: date.optional(),
  compare: z.enum(['previous', 'none']).default('previous'),
};

type Range = { from?: string | undefined; to?: string | undefined };

function checkRange({ from, to }: Range, context: z.RefinementCtx): void {
  const addIssue = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if ((from === undefined) !== (to === undefined))
    addIssue(from ? 'to' : 'from', 'Give both `from` and `to`, or neither.');
  if (from === undefined || to === undefined || !isDate(from) || !isDate(to)) return;
  const days = countDays({ from, to });
  if (days < 1) addIssue('to', '`to` must not be before `from`.');
  if (days > MAX_DAYS) addIssue('to', `The period may have at most ${MAX_DAYS} days.`);
}

export const reportQuery = z.strictObject(range).superRefine(checkRange);

export const summaryTableQuery = z
  .strictObject({ ...range, table: z.enum(SUMMARY_TABLES).default('days') })
  .superRefine(checkRange);

/** The period of a report; the last 30 days in London time by default. */
export const toPeriod = ({ from, to }: Range): Period => (from && to ? { from, to } : periodOfLastDays(DEFAULT_DAYS));

const figuresShape = {
  visitors: z.int(),
  sessions: z.int(),
  pageViews: z.int(),
  conversions: z.int(),
  revenue: z.number(),
  refunded: z.number(),
  bookings: z.int(),
};
const totals = z.object(figuresShape);
const days = z.array(z.object({ date: z.string(), ...figuresShape }));
const period = { from: z.string(), to: z.string() };

export const summaryReply = z.object({
  ...period,
  currency: z.literal('GBP'),
  totals,
  days,
  pages: z.array(z.object({ page: z.string(), views: z.int() })),
  referrers: z.array(z.object({ host: z.string(), arrivals: z.int() })),
  campaigns: z.array(
    z.object({
      source: z.string().nullable(),
      medium: z.string().nullable(),
      campaign: z.string().nullable(),
      arrivals: z.int(),
    }),
  ),
  bookings: z.array(z.object({ type: z.string(), count: z.int() })),
  previous: z.object({ ...period, totals, days }).nullable(),
});

export const funnelsReply = z.object({
  ...period,
  data: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      windowHours: z.number(),
      steps: z.array(
        z.object({
          label: z.string(),
          event: z.string(),
          page: z.string().nullable(),
          sessions: z.int(),
          previous: z.int().nullable(),
        }),
      ),
    }),
  ),
});

const withPounds = <T extends TrafficFigures | DayFigures>(figures: T): T => ({
  ...figures,
  revenue: toPounds(figures.revenue),
  refunded: toPounds(figures.refunded),
});

/** Converts a summary to the reply of `/v1`, with money in pounds instead of pence. */
export const toSummaryReply = ({ previous, ...summary }: Summary): z.input<typeof summaryReply> => ({
  ...summary,
  currency: 'GBP',
  totals: withPounds(summary.totals),
  days: summary.days.map(withPounds),
  previous: previous && { ...previous, totals: withPounds(previous.totals), days: previous.days.map(withPounds) },
});

export const toFunnelsReply = (reportPeriod: Period, data: FunnelReport[]): z.input<typeof funnelsReply> => ({
  ...reportPeriod,
  data,
});
