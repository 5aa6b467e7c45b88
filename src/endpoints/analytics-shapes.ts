import { z } from 'zod';
import { TABLES } from '../services/analytics/reports/csv.ts';
import type { FunnelReport } from '../services/analytics/reports/funnels.ts';
import { daysIn, isDate, lastDays, MAX_DAYS, type Period } from '../services/analytics/reports/period.ts';
import type { Day, Figures, Summary } from '../services/analytics/reports/summary.ts';

const DEFAULT_DAYS = 30;

const date = z.string().refine(isDate, 'A date as YYYY-MM-DD.');

/** `from` and `to` are days of London, the last 30 unless told; `compare` adds the same number of days before them. */
const range = {
  from: date.optional(),
  to: date.optional(),
  compare: z.enum(['previous', 'none']).default('previous'),
};

type Range = { from?: string | undefined; to?: string | undefined };

function checkRange({ from, to }: Range, context: z.RefinementCtx): void {
  const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  if ((from === undefined) !== (to === undefined)) refuse(from ? 'to' : 'from', 'Give both ends or none.');
  if (from === undefined || to === undefined || !isDate(from) || !isDate(to)) return;
  const days = daysIn({ from, to });
  if (days < 1) refuse('to', 'Before `from`.');
  if (days > MAX_DAYS) refuse('to', `At most ${MAX_DAYS} days.`);
}

export const reportQuery = z.strictObject(range).superRefine(checkRange);

export const summaryTableQuery = z
  .strictObject({ ...range, table: z.enum(TABLES).default('days') })
  .superRefine(checkRange);

export const periodOf = ({ from, to }: Range): Period => (from && to ? { from, to } : lastDays(DEFAULT_DAYS));

const figures = {
  visitors: z.int(),
  sessions: z.int(),
  pageViews: z.int(),
  conversions: z.int(),
  revenue: z.number(),
  refunded: z.number(),
  bookings: z.int(),
};
const totals = z.object(figures);
const days = z.array(z.object({ date: z.string(), ...figures }));
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

const inPounds = <T extends Figures | Day>(one: T): T => ({
  ...one,
  revenue: one.revenue / 100,
  refunded: one.refunded / 100,
});

/** A summary as `/v1` shows it: money in pounds. */
export const asSummary = ({ previous, ...summary }: Summary): z.input<typeof summaryReply> => ({
  ...summary,
  currency: 'GBP',
  totals: inPounds(summary.totals),
  days: summary.days.map(inPounds),
  previous: previous && { ...previous, totals: inPounds(previous.totals), days: previous.days.map(inPounds) },
});

export const asFunnels = (of: Period, data: FunnelReport[]): z.input<typeof funnelsReply> => ({ ...of, data });
