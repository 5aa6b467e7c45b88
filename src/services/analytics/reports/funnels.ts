import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { factsOf } from './facts-sql.ts';
import { type Period, periodBefore } from './period.ts';

/** How many sessions came so far; those of the days before, where they were asked for. */
export type ReachedStep = {
  label: string;
  event: string;
  page: string | null;
  sessions: number;
  previous: number | null;
};

export type FunnelReport = { key: string; name: string; windowHours: number; steps: ReachedStep[] };

/** The funnels of the settings with the sessions that took their first step in a period. */
export async function readFunnels(
  payload: Payload,
  period: Period,
  { compare }: { compare: boolean },
): Promise<FunnelReport[]> {
  const [{ funnels }, now, before] = await Promise.all([
    payload.findGlobal({ slug: 'analytics-settings', depth: 0 }),
    countSteps(payload, period),
    compare ? countSteps(payload, periodBefore(period)) : null,
  ]);
  return (funnels ?? []).map(({ key, name, windowHours, steps }) => ({
    key,
    name,
    windowHours,
    steps: steps.map(({ label, event, page }, i) => {
      const place = nameOf(key, i + 1);
      return {
        label,
        event,
        page: page || null,
        sessions: now.get(place) ?? 0,
        previous: before && (before.get(place) ?? 0),
      };
    }),
  }));
}

const nameOf = (funnel: string, position: number) => JSON.stringify([funnel, position]);

async function countSteps(payload: Payload, period: Period): Promise<Map<string, number>> {
  const { rows } = await database(payload).execute<{ key: [string, number]; sessions: number }>(sql`
    SELECT key::json AS key, sum(count)::float8 AS sessions FROM ${factsOf(['funnel'], period)} GROUP BY fact.key`);
  return new Map(rows.map(({ key: [funnel, position], sessions }) => [nameOf(funnel, position), sessions]));
}
