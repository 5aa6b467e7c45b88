import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { factsOf } from './facts-sql.ts';
import { eachDay, type Period, periodBefore } from './period.ts';

/** What happened on a London day, or in all of a period; money is pence. Visitors are counted a day at a time. */
export type Figures = {
  visitors: number;
  sessions: number;
  pageViews: number;
  conversions: number;
  revenue: number;
  refunded: number;
  bookings: number;
};

export type Day = Figures & { date: string };

export type Campaign = { source: string | null; medium: string | null; campaign: string | null };

/** What was counted of a period, the most frequent first. */
export type Ranked = {
  pages: { page: string; views: number }[];
  referrers: { host: string; arrivals: number }[];
  campaigns: (Campaign & { arrivals: number })[];
  bookings: { type: string; count: number }[];
};

export type Summary = Period &
  Ranked & { totals: Figures; days: Day[]; previous: (Period & { totals: Figures; days: Day[] }) | null };

const FIGURES = ['visitors', 'sessions', 'pageViews', 'conversions', 'revenue', 'refunded', 'bookings'] as const;
const NONE = Object.fromEntries(FIGURES.map((name) => [name, 0])) as Figures;

/**
 * What happened on the website in a period, by day and in all, from rollups alone.
 * @param top how many of the pages, referrers and campaigns
 */
export async function readSummary(
  payload: Payload,
  period: Period,
  { compare, top }: { compare: boolean; top: number },
): Promise<Summary> {
  const before = periodBefore(period);
  const [days, ranked] = await Promise.all([
    readDays(payload, { from: compare ? before.from : period.from, to: period.to }),
    readRanked(payload, period, top),
  ]);
  return {
    ...period,
    ...within(days, period),
    ...ranked,
    previous: compare ? { ...before, ...within(days, before) } : null,
  };
}

function within(days: Map<string, Day>, period: Period): { totals: Figures; days: Day[] } {
  const list = eachDay(period).map((date) => days.get(date) ?? { date, ...NONE });
  const totals = { ...NONE };
  for (const day of list) for (const name of FIGURES) totals[name] += day[name];
  return { totals, days: list };
}

const DAILY = ['session', 'identified', 'user', 'page', 'conversion', 'refund', 'booking'];

async function readDays(payload: Payload, period: Period): Promise<Map<string, Day>> {
  const sum = (metric: string, column = sql`count`) =>
    sql`coalesce(sum(${column}) FILTER (WHERE metric = ${metric}), 0)::float8`;
  const { rows } = await database(payload).execute<Day>(sql`
    SELECT day::text AS date, ${sum('session')} - ${sum('identified')} + ${sum('user')} AS visitors,
      ${sum('session')} AS sessions, ${sum('page')} AS "pageViews", ${sum('conversion')} AS conversions,
      ${sum('conversion', sql`amount`)} AS revenue, ${sum('refund', sql`amount`)} AS refunded, ${sum('booking')} AS bookings
    FROM ${factsOf(DAILY, period)} GROUP BY day`);
  return new Map(rows.map((row) => [row.date, row]));
}

type Counted = { metric: string; key: string; count: number };

async function readRanked(payload: Payload, period: Period, top: number): Promise<Ranked> {
  const { rows } = await database(payload).execute<Counted>(sql`
    SELECT metric, key, count FROM (
      SELECT metric, key, sum(count)::float8 AS count,
        row_number() OVER (PARTITION BY metric ORDER BY sum(count) DESC, key) AS place
      FROM ${factsOf(['page', 'referrer', 'campaign', 'booking'], period)} GROUP BY metric, key HAVING sum(count) > 0
    ) AS ranked WHERE place <= ${top} ORDER BY metric, place`);
  const of = <T>(metric: string, read: (row: Counted) => T) => rows.filter((row) => row.metric === metric).map(read);
  return {
    pages: of('page', ({ key, count }) => ({ page: key, views: count })),
    referrers: of('referrer', ({ key, count }) => ({ host: key, arrivals: count })),
    campaigns: of('campaign', ({ key, count }) => ({ ...readCampaign(key), arrivals: count })),
    bookings: of('booking', ({ key, count }) => ({ type: key, count })),
  };
}

function readCampaign(key: string): Campaign {
  const [source, medium, campaign] = JSON.parse(key) as (string | null)[];
  return { source: source ?? null, medium: medium ?? null, campaign: campaign ?? null };
}
