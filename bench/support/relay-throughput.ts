import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type pg from 'pg';
import type { QueueName } from '../../src/events/queues.ts';
import { SUBSCRIBERS } from '../../src/jobs/subscribers.ts';
import type { Program } from './programs.ts';
import type { BenchSite } from './site.ts';

const countJobs = (name: QueueName) => SUBSCRIBERS['booking.created'].filter(({ queue }) => queue === name).length;

/** The number of jobs that one `booking.created` event has in each queue. The jobs send e-mails and store an analytics event. */
export const JOBS = { notifications: countJobs('notifications'), analytics: countJobs('analytics') };
const BATCH_SIZE = 500;

/** Inserts `count` undispatched `booking.created` events and empties the queues. */
async function insertEvents({ database, environment }: BenchSite, count: number): Promise<void> {
  const redis = new Redis(environment.REDIS_URL ?? '');
  await redis.flushdb();
  redis.disconnect();
  await database.query('TRUNCATE domain_events CASCADE');
  await database.query(
    `INSERT INTO domain_events (id, topic, version, timestamp, producer_id, correlation_id, payload)
     SELECT uuidv7(), 'booking.created', 1, now(), 'appointment-service', uuidv7()::text, jsonb_build_object(
       'bookingId', uuidv7(), 'userId', uuidv7(), 'type', 'HOME_MEASUREMENT', 'forKitchen', true, 'forBedroom', true,
       'email', 'ada@example.com', 'referenceCode', 'BK-20260101-' || n, 'slotStartsAt', '2026-01-01T09:00:00.000Z')
     FROM generate_series(1, $1::int) AS n`,
    [count],
  );
  await database.query('VACUUM ANALYZE domain_events');
}

const isDrained = async (database: pg.Pool) => {
  const { rowCount } = await database.query('SELECT 1 FROM domain_events WHERE dispatched_at IS NULL LIMIT 1');
  return rowCount === 0;
};

/** Starts the relay with `count` waiting events, and polls every 5 ms until all are dispatched. @returns events per second */
export async function measureRelay(site: BenchSite, { child, message }: Program, count: number): Promise<number> {
  await insertEvents(site, count);
  const start = performance.now();
  child.send({ type: 'start' });
  while (!(await isDrained(site.database))) await pause(5);
  const took = performance.now() - start;
  const stopped = message('stopped');
  child.send({ type: 'stop' });
  await stopped;
  await expectJobs(site, count);
  return (count / took) * 1000;
}

async function expectJobs({ environment }: BenchSite, count: number): Promise<void> {
  const redis = new Redis(environment.REDIS_URL ?? '');
  try {
    for (const [name, each] of Object.entries(JOBS)) {
      const waiting = await redis.llen(`queue:${name}:wait`);
      if (waiting !== each * count)
        throw new Error(`The queue ${name} has ${waiting} jobs instead of ${each * count}.`);
    }
  } finally {
    redis.disconnect();
  }
}

/** Dispatches events as the relay does, but with bare BullMQ and `pg`: read, `addBulk`, `UPDATE`. @returns events per second. */
export async function bareDispatch(site: BenchSite, count: number): Promise<number> {
  await insertEvents(site, count);
  const connection = new Redis(site.environment.REDIS_URL ?? '', { maxRetriesPerRequest: null });
  const queues = Object.entries(JOBS).map(([name, each]) => ({
    queue: new Queue(name, { connection, prefix: 'bare' }),
    each,
  }));
  await Promise.all(queues.map(({ queue }) => queue.waitUntilReady()));
  const client = await site.database.connect();
  const start = performance.now();
  for (let done = 0; done < count; done += BATCH_SIZE) {
    await client.query('BEGIN');
    const { rows } = await client.query<{ id: string }>(
      'SELECT id FROM domain_events WHERE dispatched_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE',
      [BATCH_SIZE],
    );
    const ids = rows.map(({ id }) => id);
    const jobs = (each: number) =>
      ids.flatMap((id) =>
        Array.from({ length: each }, (_, n) => ({ name: 'event', data: { id }, opts: { jobId: `${id}_${n}` } })),
      );
    await Promise.all(queues.map(({ queue, each }) => queue.addBulk(jobs(each))));
    await client.query('UPDATE domain_events SET dispatched_at = clock_timestamp() WHERE id = ANY($1)', [ids]);
    await client.query('COMMIT');
  }
  const took = performance.now() - start;
  client.release();
  await Promise.all(queues.map(({ queue }) => queue.close()));
  connection.disconnect();
  return (count / took) * 1000;
}
