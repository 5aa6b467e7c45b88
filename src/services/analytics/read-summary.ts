import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { listDays, type Period, previousPeriod } from './period.ts';

/**
 * Returns SQL for a table `fact` with the rollups of a period, compacted or not. Its columns are metric, day, key, count and
 * amount.
 */
export const selectFacts = (metrics: readonly string[], { from, to }: Period) => {
  const within = sql`metric IN (SELECT json_array_elements_text(${JSON.stringify(metrics)}::json)) AND day BETWEEN ${from} AND ${to}`;
  return sql`(
    SELECT metric, day, key, count, amount FROM analytics_counts WHERE ${within}
    UNION ALL SELECT metric, day, key, count, amount FROM analytics_deltas WHERE ${within}
  ) AS fact`;
};

/**
 * Traffic figures of a London day or of a whole period; money is in pence. Visitors are counted per day: a visitor who comes on
 * two days of a period counts twice.
 */
export type TrafficFigures = {
  visitors: number;
  sessions: number;
  pageViews: number;
  conversions: number;
  revenue: number;
  refunded: number;
  bookings: number;
};

export type DayFigures = TrafficFigures & { date: string };

export type RankedCampaign = { source: string | null; medium: string | null; campaign: string | null };

/** The rankings of a period, the most frequent entries first. */
export type SummaryRankings = {
  pages: { page: string; views: number }[];
  referrers: { host: string; arrivals: number }[];
  campaigns: (RankedCampaign & { arrivals: number })[];
  bookings: { type: string; count: number }[];
};

export type Summary = Period &
  SummaryRankings & {
    totals: TrafficFigures;
    days: DayFigures[];
    previous: (Period & { totals: TrafficFigures; days: DayFigures[] }) | null;
  };

const FIGURES = ['visitors', 'sessions', 'pageViews', 'conversions', 'revenue', 'refunded', 'bookings'] as const;
const NO_FIGURES = Object.fromEntries(FIGURES.map((name) => [name, 0])) as TrafficFigures;

/**
 * Reads the figures of a period, by day and in total, from rollups only.
 * @param top maximum entries per ranking
 */
export async function readSummary(
  payload: Payload,
  period: Period,
  { compare, top }: { compare: boolean; top: number },
): Promise<Summary> {
  const before = previousPeriod(period);
  const [days, ranked] = await Promise.all([
    readDays(payload, { from: compare ? before.from : period.from, to: period.to }),
    readRankings(payload, period, top),
  ]);
  return {
    ...period,
    ...summariseDays(days, period),
    ...ranked,
    previous: compare ? { ...before, ...summariseDays(days, before) } : null,
  };
}

function summariseDays(days: Map<string, DayFigures>, period: Period): { totals: TrafficFigures; days: DayFigures[] } {
  const list = listDays(period).map((date) => days.get(date) ?? { date, ...NO_FIGURES });
  const totals = { ...NO_FIGURES };
  for (const day of list) for (const name of FIGURES) totals[name] += day[name];
  return { totals, days: list };
}

const DAILY_METRICS = ['session', 'identified', 'user', 'page', 'conversion', 'refund', 'booking'];

async function readDays(payload: Payload, period: Period): Promise<Map<string, DayFigures>> {
  const sum = (metric: string, column = sql`count`) =>
    sql`coalesce(sum(${column}) FILTER (WHERE metric = ${metric}), 0)::float8`;
  const { rows } = await database(payload).execute<DayFigures>(sql`
    SELECT day::text AS date, ${sum('session')} - ${sum('identified')} + ${sum('user')} AS visitors,
      ${sum('session')} AS sessions, ${sum('page')} AS "pageViews", ${sum('conversion')} AS conversions,
      ${sum('conversion', sql`amount`)} AS revenue, ${sum('refund', sql`amount`)} AS refunded, ${sum('booking')} AS bookings
    FROM ${selectFacts(DAILY_METRICS, period)} GROUP BY day`);
  return new Map(rows.map((row) => [row.date, row]));
}

type MetricRow = { metric: string; key: string; count: number };

async function readRankings(payload: Payload, period: Period, top: number): Promise<SummaryRankings> {
  const { rows } = await database(payload).execute<MetricRow>(sql`
    SELECT metric, key, count FROM (
      SELECT metric, key, sum(count)::float8 AS count,
        row_number() OVER (PARTITION BY metric ORDER BY sum(count) DESC, key) AS place
      FROM ${selectFacts(['page', 'referrer', 'campaign', 'booking'], period)} GROUP BY metric, key HAVING sum(count) > 0
    ) AS ranked WHERE place <= ${top} ORDER BY metric, place`);
  const rankingFor = <T>(metric: string, read: (row: MetricRow) => T) =>
    rows.filter((row) => row.metric === metric).map(read);
  return {
    pages: rankingFor('page', ({ key, count }) => ({ page: key, views: count })),
    referrers: rankingFor('referrer', ({ key, count }) => ({ host: key, arrivals: count })),
    campaigns: rankingFor('campaign', ({ key, count }) => ({ ...readCampaign(key), arrivals: count })),
    bookings: rankingFor('booking', ({ key, count }) => ({ type: key, count })),
  };
}

function readCampaign(key: string): RankedCampaign {
  const [source, medium, campaign] = JSON.parse(key) as (string | null)[];
  return { source: source ?? null, medium: medium ?? null, campaign: campaign ?? null };
}
