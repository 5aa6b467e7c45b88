import { type ChainableCommander, Redis } from 'ioredis';
import pg from 'pg';
import { uuidv7 } from '../src/ids.ts';
import { STREAM } from '../src/services/analytics/buffer/append-script.ts';
import type { TrackingEvent } from '../src/services/analytics/tracking-event.ts';
import { type Benchmark, cost, rate } from './support/benchmark.ts';
import { naiveFlow } from './support/naive-buffer.ts';
import { startWorker } from './support/programs.ts';
import { startSite } from './support/site.ts';
import { inTurn, median } from './support/statistics.ts';
import { EVENT } from './support/track-load.ts';

const BATCH = 1000;
/** Events that share an entry of the buffer at the rate that track reaches. */
const SHARED = 34;
const GOAL = 0.8;

/** An accepted event as the web process puts it into the buffer. */
function accepted(): TrackingEvent {
  const now = new Date().toISOString();
  const { event: type, ...sent } = EVENT;
  const utm = { utm_source: 'newsletter', utm_campaign: 'spring' };
  const nobody = { category: null, userId: null, isBot: false, ipPrefix: '203.0.113.0/24' };
  return { ...sent, ...nobody, id: uuidv7(), type, utm, occurredAt: now, receivedAt: now };
}

/** Adds so many events to what `redis` is to do. */
function buffer(redis: ChainableCommander, count: number): ChainableCommander {
  for (let at = 0; at < count; at += SHARED) {
    redis.xadd(STREAM, '*', ...Array.from({ length: SHARED }, () => ['event', JSON.stringify(accepted())]).flat());
  }
  return redis;
}

/** From the buffer to rows by a worker, against prepared multi-row inserts of the same rows by bare `pg`; and the source document's way. */
export const flush: Benchmark = async ({ rounds, quick }, cleanup) => {
  const site = await startSite(cleanup);
  const redis = new Redis(site.environment.REDIS_URL ?? '');
  cleanup.add(async () => redis.disconnect());
  const client = new pg.Client(site.environment.DATABASE_URL);
  await client.connect();
  cleanup.add(() => client.end());
  const count = quick ? 5000 : 50_000;

  const fill = async (events: number) => {
    for (let at = 0; at < events; at += BATCH) {
      await buffer(redis.pipeline(), BATCH).exec();
    }
  };
  const left = async (atMost: number) => {
    for (;;) {
      const events = SHARED * (await redis.xlen(STREAM));
      if (events <= atMost) return events;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  // All at once, and from the first batch that is done: how long a worker waits for more is no question here.
  const ours = async () => {
    await buffer(redis.multi(), count).exec();
    const events = await left(count - BATCH);
    const start = performance.now();
    await left(0);
    return (events / (performance.now() - start)) * 1000;
  };
  await startWorker(site, cleanup);
  await ours();
  const result = await inTurn(rounds, { ours, limit: () => bareInserts(client, count) });
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
    cost({ name: 'a burst of 100,000, until all are rows', ours: median(bursts), limit: null, unit: 's' }),
    cost({ name: 'LPUSH, LRANGE, LTRIM under load: lost', ours: naive.lost, limit: null, unit: 'events in 100' }),
    cost({ name: '… and read twice', ours: naive.duplicated, limit: null, unit: 'events in 100' }),
  ];
};

/** The same rows into the same table by one prepared statement of 1,000 rows after the other, as nobody would check them. */
async function bareInserts(client: pg.Client, count: number): Promise<number> {
  const columns = `id, type, category, properties, session_id, user_id, page_url, referrer, utm, is_bot, ip_prefix, occurred_at,
    received_at`;
  const width = 13;
  const row = (index: number) =>
    `(${Array.from({ length: width }, (_, column) => `$${index * width + column + 1}`).join(', ')})`;
  const rows = Array.from({ length: BATCH }, (_, index) => row(index)).join(', ');
  const text = `INSERT INTO tracking_events (${columns}) VALUES ${rows} ON CONFLICT (id) DO NOTHING`;
  const batches = Array.from({ length: count / BATCH }, () =>
    Array.from({ length: BATCH }, accepted).flatMap(valuesOf),
  );
  const start = performance.now();
  for (const values of batches) await client.query({ name: 'bare', text, values });
  return (count / (performance.now() - start)) * 1000;
}

const valuesOf = (event: TrackingEvent): unknown[] => [
  ...[event.id, event.type, event.category, JSON.stringify(event.properties), event.sessionId, event.userId],
  ...[event.pageUrl, event.referrer, JSON.stringify(event.utm), event.isBot, event.ipPrefix],
  ...[event.occurredAt, event.receivedAt],
];
