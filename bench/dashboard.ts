import { getPayload } from 'payload';
import type pg from 'pg';
import { closeRuntime } from '../src/plugin/index.ts';
import { parseEnv } from '../src/processes/env.ts';
import { siteConfig } from '../src/processes/site-config.ts';
import { periodOfLastDays } from '../src/services/analytics/period.ts';
import { readFunnels } from '../src/services/analytics/read-funnels.ts';
import { readSummary } from '../src/services/analytics/read-summary.ts';
import { type Benchmark, cost, type Result } from './support/benchmark.ts';
import { insertYear, measureBytes } from './support/insert-year.ts';
import { startBenchSite } from './support/site.ts';
import { measureInTurn } from './support/statistics.ts';

const EVENTS = 10_000_000;
const GOAL_MS = 500;
const MEGABYTE = 1_000_000;

/**
 * The time that Postgres needs for all figures of the analytics page after a year with ten million events, compared with counting
 * visits and views in the raw events.
 */
export const dashboard: Benchmark = async ({ rounds, quick }, cleanup) => {
  const events = quick ? 100_000 : EVENTS;
  const site = await startBenchSite(cleanup);
  const payload = await getPayload({ config: siteConfig(parseEnv(site.environment)), disableOnInit: true });
  cleanup.add(() => closeRuntime(payload));
  await insertYear(payload, site.database, events);

  const results: Result[] = [];
  for (const days of [30, 90, 365]) {
    const period = periodOfLastDays(days);
    const ours = () =>
      timeReport(() =>
        Promise.all([
          readSummary(payload, period, { compare: true, top: 10 }),
          readFunnels(payload, period, { compare: true }),
        ]),
      );
    await ours();
    results.push(
      cost(
        {
          name: `all figures of ${days} days and the ${days} before (compared with visits and views from raw events)`,
          ...(await measureInTurn(rounds, { ours, limit: () => timeReport(() => countRaw(site.database, days)) })),
          unit: 'ms',
        },
        { text: `≤ ${GOAL_MS} ms`, met: (result) => result.ours <= GOAL_MS },
      ),
    );
  }
  return [...results, ...(await measureSizes(site.database, events))];
};

async function timeReport(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const countRaw = (pool: pg.Pool, days: number) =>
  pool.query(
    `SELECT (occurred_at AT TIME ZONE 'Europe/London')::date AS day, count(DISTINCT session_id),
       count(*) FILTER (WHERE type = 'page_view')
     FROM tracking_events WHERE occurred_at > now() - make_interval(days => $1) GROUP BY 1`,
    [days],
  );

async function measureSizes(pool: pg.Pool, events: number): Promise<Result[]> {
  const perMillion = (bytes: number) => (bytes / events) * (1_000_000 / MEGABYTE);
  const [raw, rollups] = [await measureBytes(pool, '^tracking_events'), await measureBytes(pool, '^analytics_')];
  const size = (name: string, bytes: number) =>
    cost({ name: `${name}, per million events`, ours: perMillion(bytes), limit: null, unit: 'MB' });
  return [
    size('raw events', raw.table),
    size('indexes of raw events', raw.indexes),
    size('rollups', rollups.table),
    size('indexes of rollups', rollups.indexes),
  ];
}
