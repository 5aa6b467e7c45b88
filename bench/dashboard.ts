import type pg from 'pg';
import { putYear, sizeOf } from './support/analytics-year.ts';
import { type Benchmark, cost, type Result } from './support/benchmark.ts';
import { startSite } from './support/site.ts';
import { inTurn } from './support/statistics.ts';

const EVENTS = 10_000_000;
const GOAL_MS = 500;
const MEGABYTE = 1_000_000;

/** What opening the dashboard asks of Postgres after a year of ten million events; the limit counts raw events instead. */
export const dashboard: Benchmark = async ({ rounds, quick }, cleanup) => {
  const events = quick ? 100_000 : EVENTS;
  const site = await startSite(cleanup);
  Object.assign(process.env, site.environment);
  const [{ getPayload }, { default: config }, { closeDomain }] = await Promise.all([
    import('payload'),
    import('../payload.config.ts'),
    import('../src/close-domain.ts'),
  ]);
  const payload = await getPayload({ config, disableOnInit: true });
  cleanup.add(() => closeDomain(payload));
  await putYear(payload, site.database, events);
  const { readSummary } = await import('../src/services/analytics/reports/summary.ts');
  const { readFunnels } = await import('../src/services/analytics/reports/funnels.ts');
  const { lastDays } = await import('../src/services/analytics/reports/period.ts');

  const results: Result[] = [];
  for (const days of [30, 90, 365]) {
    const period = lastDays(days);
    const ours = () =>
      timed(() =>
        Promise.all([
          readSummary(payload, period, { compare: true, top: 10 }),
          readFunnels(payload, period, { compare: true }),
        ]),
      );
    await ours();
    results.push(
      cost(
        {
          name: `all figures of ${days} days and those before (limit: visits and views from raw events)`,
          ...(await inTurn(rounds, { ours, limit: () => timed(() => countRaw(site.database, days)) })),
          unit: 'ms',
        },
        { text: `≤ ${GOAL_MS} ms`, met: (result) => result.ours <= GOAL_MS },
      ),
    );
  }
  return [...results, ...(await sizes(site.database, events))];
};

async function timed(work: () => Promise<unknown>): Promise<number> {
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

async function sizes(pool: pg.Pool, events: number): Promise<Result[]> {
  const perMillion = (bytes: number) => (bytes / events) * (1_000_000 / MEGABYTE);
  const [raw, rollups] = [await sizeOf(pool, '^tracking_events'), await sizeOf(pool, '^analytics_')];
  const size = (name: string, bytes: number) =>
    cost({ name: `${name}, per million events`, ours: perMillion(bytes), limit: null, unit: 'MB' });
  return [
    size('raw events', raw.table),
    size('indexes of raw events', raw.indexes),
    size('rollups', rollups.table),
    size('indexes of rollups', rollups.indexes),
  ];
}
