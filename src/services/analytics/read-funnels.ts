import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { type Period, previousPeriod } from './period.ts';
import { selectFacts } from './read-summary.ts';

/**
 * A step with the number of sessions that reached it. `previous` is that number for the previous period, or null if periods are
 * not compared.
 */
export type ReachedStep = {
  label: string;
  event: string;
  page: string | null;
  sessions: number;
  previous: number | null;
};

export type FunnelReport = {
  key: string;
  name: string;
  windowHours: number;
  steps: ReachedStep[];
};

/**
 * If at least this many batches are queued, the figures of all funnels count as incomplete. One transaction of `countFunnels`
 * processes this many batches.
 */
const BEHIND = 10;

/**
 * Returns the keys of the funnels whose figures are incomplete: all funnels while days are stale or the queue is long, and
 * funnels without sessions while any batch is queued.
 */
export async function funnelsStillCounting(payload: Payload, funnels: readonly FunnelReport[]): Promise<Set<string>> {
  const { rows } = await database(payload).execute<{ stale: boolean; queued: number }>(sql`
    SELECT EXISTS (SELECT FROM analytics_stale_days) AS stale,
      (SELECT count(*)::int FROM (SELECT FROM analytics_funnel_queue LIMIT ${BEHIND}) AS waiting) AS queued`);
  const { stale = false, queued = 0 } = rows[0] ?? {};
  const counting = ({ steps }: FunnelReport) =>
    stale || queued >= BEHIND || (queued > 0 && (steps[0]?.sessions ?? 0) === 0);
  return new Set(funnels.filter(counting).map(({ key }) => key));
}

/**
 * Reads the funnels of the settings with their counts of sessions. A session counts in the period in which it took the first step
 * of the funnel.
 */
export async function readFunnels(
  payload: Payload,
  period: Period,
  { compare }: { compare: boolean },
): Promise<FunnelReport[]> {
  const [{ funnels }, now, before] = await Promise.all([
    payload.findGlobal({ slug: 'analytics-settings', depth: 0 }),
    countSteps(payload, period),
    compare ? countSteps(payload, previousPeriod(period)) : null,
  ]);
  return (funnels ?? []).map(({ key, name, windowHours, steps }) => ({
    key,
    name,
    windowHours,
    steps: steps.map(({ label, event, page }, i) => {
      const stepKey = toStepKey(key, i + 1);
      return {
        label,
        event,
        page: page || null,
        sessions: now.get(stepKey) ?? 0,
        previous: before && (before.get(stepKey) ?? 0),
      };
    }),
  }));
}

const toStepKey = (funnel: string, position: number) => JSON.stringify([funnel, position]);

async function countSteps(payload: Payload, period: Period): Promise<Map<string, number>> {
  const { rows } = await database(payload).execute<{ key: [string, number]; sessions: number }>(sql`
    SELECT key::json AS key, sum(count)::float8 AS sessions FROM ${selectFacts(['funnel'], period)} GROUP BY fact.key`);
  return new Map(rows.map(({ key: [funnel, position], sessions }) => [toStepKey(funnel, position), sessions]));
}
