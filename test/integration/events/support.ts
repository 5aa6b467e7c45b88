import { sql } from '@payloadcms/db-postgres';
import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { afterEach } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { emit } from '../../../src/events/outbox.ts';
import type { Topic, TopicPayload } from '../../../src/events/topics.ts';
import { connect, disconnect } from '../../../src/jobs/connections.ts';
import { openQueues, type Queues } from '../../../src/jobs/queues.ts';
import { type RunningWorker, startWorker } from '../../../src/jobs/start-worker.ts';
import type { Timings } from '../../../src/jobs/timings.ts';
import { until } from '../../support/until.ts';

/** Short waits, so that a test sees in a second what takes minutes in production. */
export const QUICK: Partial<Timings> = {
  lease: 1500,
  lock: 1500,
  reconcileAfter: 300,
  minute: 500,
  patience: 5000,
  gather: 300,
  settle: 100,
};

const running: RunningWorker[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((worker) => worker.close()));
});

/** A worker in this process, closed after the test. */
export function workerOf(payload: Payload, timings: Partial<Timings> = QUICK): RunningWorker {
  const worker = startWorker(payload, timings);
  running.push(worker);
  return worker;
}

/** Emits in a transaction of its own. */
export const emitAlone = <T extends Topic>(payload: Payload, topic: T, fact: TopicPayload<T>) =>
  withTransaction(payload, (req) => emit(req, topic, fact));

export type EventRow = { id: string; dispatched: boolean; settled: boolean; done: string[] };

/** What has become of an event. */
export async function eventRow(payload: Payload, id: string): Promise<EventRow | undefined> {
  const { rows } = await database(payload).execute<EventRow>(sql`
    SELECT id, dispatched_at IS NOT NULL AS dispatched, settled_at IS NOT NULL AS settled,
      ARRAY(SELECT subscriber FROM event_receipts WHERE event_id = id AND done_at IS NOT NULL ORDER BY subscriber) AS done
    FROM domain_events WHERE id = ${id}`);
  return rows[0];
}

/** Waits until these subscribers, and no others, are done with the event. */
export const doneBy = (payload: Payload, id: string, subscribers: string[]) =>
  until(
    async () => (await eventRow(payload, id))?.done.join() === [...subscribers].sort().join(),
    `receipts of ${subscribers.join(' and ')}`,
  );

/** How many analytics rows an event has. */
export async function trackingRows(payload: Payload, id: string): Promise<number> {
  const { rows } = await database(payload).execute<{ count: number }>(
    sql`SELECT count(*)::int AS count FROM tracking_events WHERE id = ${id}`,
  );
  return rows[0]?.count ?? 0;
}

/** Every queue, for looking at. */
export async function withQueues<T>(redis: Redis, look: (queues: Queues) => Promise<T>): Promise<T> {
  const { host, port, db } = redis.options;
  const connections = connect(`redis://${host}:${port}/${db}`, () => {});
  await until(() => connections.bus.status === 'ready', 'Redis');
  const queues = openQueues(connections.bus, () => {});
  try {
    return await look(queues);
  } finally {
    disconnect(connections);
  }
}
