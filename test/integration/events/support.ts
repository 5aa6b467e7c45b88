import { sql } from '@payloadcms/db-postgres';
import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { onTestFinished } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { emit } from '../../../src/events/emit.ts';
import { openQueues, type Queues } from '../../../src/events/queues.ts';
import type { Topic, TopicPayload } from '../../../src/events/topics.ts';
import { closeConnections, openConnections, type RunningWorker, startWorker } from '../../../src/jobs/start-worker.ts';
import type { Timings } from '../../../src/jobs/timings.ts';
import { until } from '../../support/until.ts';

/** Shorter timings, so that delays of minutes in production take about a second in tests. */
export const QUICK_TIMINGS: Partial<Timings> = {
  leaseMs: 1500,
  jobLockMs: 1500,
  reconcileAfterMs: 300,
  scheduleIntervalMs: 500,
  drainMs: 5000,
  coalesceMs: 300,
  propagationMs: 100,
};

/** Starts a worker in this process and closes it after the test. */
export function startTestWorker(payload: Payload, timings: Partial<Timings> = QUICK_TIMINGS): RunningWorker {
  const worker = startWorker(payload, timings);
  onTestFinished(() => worker.close());
  return worker;
}

/** Emits an event in a transaction of its own. */
export const emitAlone = <T extends Topic>(payload: Payload, topic: T, fact: TopicPayload<T>) =>
  withTransaction(payload, (req) => emit(req, topic, fact));

export type EventRow = { id: string; dispatched: boolean; settled: boolean; done: string[] };

/** Returns the dispatch state and the receipts of an event. */
export async function readEventRow(payload: Payload, id: string): Promise<EventRow | undefined> {
  const { rows } = await database(payload).execute<EventRow>(sql`
    SELECT id, dispatched_at IS NOT NULL AS dispatched, settled_at IS NOT NULL AS settled,
      ARRAY(SELECT subscriber FROM event_receipts WHERE event_id = id AND done_at IS NOT NULL ORDER BY subscriber) AS done
    FROM domain_events WHERE id = ${id}`);
  return rows[0];
}

/** Waits until exactly these subscribers are done with the event. */
export const waitUntilDone = (payload: Payload, id: string, subscribers: string[]) =>
  until(
    async () => (await readEventRow(payload, id))?.done.join() === [...subscribers].sort().join(),
    `receipts of ${subscribers.join(' and ')}`,
  );

export async function countTrackingRows(payload: Payload, id: string): Promise<number> {
  const { rows } = await database(payload).execute<{ count: number }>(
    sql`SELECT count(*)::int AS count FROM tracking_events WHERE id = ${id}`,
  );
  return rows[0]?.count ?? 0;
}

/** Opens the queues, calls `look` with them, and closes them afterwards. */
export async function withQueues<T>(redis: Redis, look: (queues: Queues) => Promise<T>): Promise<T> {
  const { host, port, db } = redis.options;
  const connections = openConnections(`redis://${host}:${port}/${db}`, () => {});
  await until(() => connections.bus.status === 'ready', 'the connection to Redis');
  const queues = openQueues(connections.bus, () => {});
  try {
    return await look(queues);
  } finally {
    closeConnections(connections);
  }
}
