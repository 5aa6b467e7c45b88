import { type ChainableCommander, Redis } from 'ioredis';
import pg from 'pg';
import { uuidv7 } from '../src/lib/ids.ts';
import { STREAM_KEY } from '../src/services/analytics/buffer-scripts.ts';
import type { TrackingEvent } from '../src/services/analytics/store-events.ts';
import { type Benchmark, cost, rate } from './support/benchmark.ts';
import { naiveFlow } from './support/naive-buffer.ts';
import { startWorkerProgram } from './support/programs.ts';
import { startBenchSite } from './support/site.ts';
import { measureInTurn, median } from './support/statistics.ts';
import { EVENT } from './support/track-load.ts';

const BATCH_SIZE = 1000;
/** The number of events in each entry of the buffer: as many as a web process collects at the rate of the track benchmark. */
const SHARED = 34;
const GOAL = 0.8;

/** An accepted event in the form in which the web process writes it to the buffer. */
function accepted(): TrackingEvent {
  const now = new Date().toISOString();
  const { event: type, ...sent } = EVENT;
  const utm = { utm_source: 'newsletter', utm_campaign: 'spring' };
  const nobody = { category: null, userId: null, isBot: false, ipPrefix: '203.0.113.0/24' };
  return { ...sent, ...nobody, id: uuidv7(), type, utm, occurredAt: now, receivedAt: now };
}

/** Adds `count` events to a Redis pipeline. */
function buffer(redis: ChainableCommander, count: number): ChainableCommander {
  for (let at = 0; at < count; at += SHARED) {
    redis.xadd(STREAM_KEY, '*', ...Array.from({ length: SHARED }, () => ['event', JSON.stringify(accepted())]).flat());
  }
  return redis;
}

/**
 * Measures how many events per second a worker moves from the buffer to Postgres, compared with prepared multi-row inserts of
 * such events by bare `pg`. Also measures how many events a naive buffer (a list that is read and then trimmed) loses or returns
 * twice.
 */
export const flush: Benchmark = async ({ rounds, quick }, cleanup) => {
  const site = await startBenchSite(cleanup);
  const redis = new Redis(site.environment.REDIS_URL ?? '');
  cleanup.add(async () => redis.disconnect());
  const client = new pg.Client(site.environment.DATABASE_URL);
  await client.connect();
  cleanup.add(() => client.end());
  const count = quick ? 5000 : 50_000;

  const fill = async (events: number) => {
    for (let at = 0; at < events; at += BATCH_SIZE) {
      await buffer(redis.pipeline(), BATCH_SIZE).exec();
    }
  };
  const left = async (atMost: number) => {
    for (;;) {
      const events = SHARED * (await redis.xlen(STREAM_KEY));
      if (events <= atMost) return events;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  // Buffers all events at once. The measurement starts when the first batch is stored, so that it excludes the time for which the
  // worker waits for more events.
  const ours = async () => {
    await buffer(redis.multi(), count).exec();
    const events = await left(count - BATCH_SIZE);
    const start = performance.now();
    await left(0);
    return (events / (performance.now() - start)) * 1000;
  };
  await startWorkerProgram(site, cleanup);
  await ours();
  const result = await measureInTurn(rounds, { ours, limit: () => bareInserts(client, count) });
  const bursts: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const burst = quick ? 10_000 : 100_000;
    const start = performance.now();
    await fill(burst);
    await left(0);
    bursts.push((performance.now() - start) / 1000);
  }
  const naive = await naiveFlow(redis, quick ? 5000 : 50_000);
  return [
    rate(
      { name: 'flush (limit: prepared multi-row INSERT, bare pg)', ...result, unit: 'events/s' },
      { text: `≥ ${GOAL} × limit`, met: ({ ratio }) => (ratio ?? 0) >= GOAL },
    ),
    cost({ name: 'a burst of 100,000 events, until all are stored', ours: median(bursts), limit: null, unit: 's' }),
    cost({ name: 'LPUSH, LRANGE, LTRIM under load: lost', ours: naive.lost, limit: null, unit: 'events in 100' }),
    cost({
      name: 'LPUSH, LRANGE, LTRIM under load: read twice',
      ours: naive.duplicated,
      limit: null,
      unit: 'events in 100',
    }),
  ];
};

/**
 * Inserts `count` events into the table of analytics events, 1,000 rows per call of a prepared statement, without any checks.
 * @returns events per second
 */
async function bareInserts(client: pg.Client, count: number): Promise<number> {
  const columns = `id, type, category, properties, session_id, user_id, page_url, referrer, utm, is_bot, ip_prefix, occurred_at,
    received_at`;
  const width = 13;
  const row = (index: number) =>
    `(${Array.from({ length: width }, (_, column) => `$${index * width + column + 1}`).join(', ')})`;
  const rows = Array.from({ length: BATCH_SIZE }, (_, index) => row(index)).join(', ');
  const text = `INSERT INTO tracking_events (${columns}) VALUES ${rows} ON CONFLICT (id) DO NOTHING`;
  const batches = Array.from({ length: count / BATCH_SIZE }, () =>
    Array.from({ length: BATCH_SIZE }, accepted).flatMap(toValues),
  );
  const start = performance.now();
  for (const values of batches) await client.query({ name: 'bare', text, values });
  return (count / (performance.now() - start)) * 1000;
}

const toValues = (event: TrackingEvent): unknown[] => [
  ...[event.id, event.type, event.category, JSON.stringify(event.properties), event.sessionId, event.userId],
  ...[event.pageUrl, event.referrer, JSON.stringify(event.utm), event.isBot, event.ipPrefix],
  ...[event.occurredAt, event.receivedAt],
];
