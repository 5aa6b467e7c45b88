import { sql } from '@payloadcms/db-postgres';
import { beforeEach, expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { emit } from '../../../src/events/emit.ts';
import { reconcile } from '../../../src/events/reconcile.ts';
import { dispatchBatch } from '../../../src/events/start-relay.ts';
import { createDispatch, createRequeue } from '../../../src/jobs/dispatch.ts';
import { listSubscribers } from '../../../src/jobs/subscribers.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { countTrackingRows, emitAlone, readEventRow, startTestWorker, waitUntilDone, withQueues } from './support.ts';

const { payload, redis } = await startSite();

beforeEach(async () => {
  await redis.flushdb();
  await database(payload).execute(sql`UPDATE domain_events SET dispatched_at = now(), settled_at = now()`);
});

const verified = () => emitAlone(payload, 'user.verified', { userId: uuidv7() });

test('no event is lost if Redis is flushed between dispatch and processing', async () => {
  const ids = await withTransaction(payload, async (req) => {
    const events = [];
    for (let i = 0; i < 30; i++) events.push(await emit(req, 'user.verified', { userId: uuidv7() }));
    return events.map(({ id }) => id);
  });
  await withQueues(redis, async (queues) => {
    expect(await dispatchBatch(payload, createDispatch(queues))).toBe(30);
  });
  await redis.flushdb();
  startTestWorker(payload);
  for (const id of ids) await waitUntilDone(payload, id, ['analytics']);
  for (const id of ids) expect(await countTrackingRows(payload, id)).toBe(1);
});

test('a running worker registers its schedules again after Redis is flushed', async () => {
  startTestWorker(payload);
  await waitUntilDone(payload, (await verified()).id, ['analytics']);
  await redis.flushdb();
  const { id } = await verified();
  await waitUntilDone(payload, id, ['analytics']);
  await until(async () => (await readEventRow(payload, id))?.settled, 'the reconciler to settle the event');
});

test('an event with all its receipts is settled, and not checked again', async () => {
  const { id } = await verified();
  await withQueues(redis, async (queues) => {
    await dispatchBatch(payload, createDispatch(queues));
    const options = { listSubscribers, requeue: createRequeue(queues, redis), afterMs: 0 };
    expect(await reconcile(payload, options)).toEqual({ settled: 0, requeued: 0 });
    await database(payload).execute(sql`
      INSERT INTO event_receipts (event_id, subscriber, done_at) VALUES (${id}, 'analytics', now())`);
    expect(await reconcile(payload, options)).toEqual({ settled: 1, requeued: 0 });
    expect(await reconcile(payload, options)).toEqual({ settled: 0, requeued: 0 });
  });
});

test('a dead job is not requeued, because a person must retry it', async () => {
  const { id } = await verified();
  await withQueues(redis, async (queues) => {
    await dispatchBatch(payload, createDispatch(queues));
    await database(payload).execute(sql`UPDATE domain_events SET payload = '{"userId": 7}' WHERE id = ${id}`);
    const worker = startTestWorker(payload, { ...TIMINGS, drainMs: 2000 });
    const job = await queues.analytics.getJob(`${id}_analytics`);
    await until(() => job?.isFailed(), 'the job to be dead');
    await worker.close();
    const options = { listSubscribers, requeue: createRequeue(queues, redis), afterMs: 0 };
    expect(await reconcile(payload, options)).toEqual({ settled: 0, requeued: 0 });
    expect(await job?.getState()).toBe('failed');
  });
});

test('a completed job without a receipt runs again', async () => {
  const { id } = await verified();
  await withQueues(redis, async (queues) => {
    await dispatchBatch(payload, createDispatch(queues));
    const worker = startTestWorker(payload, { ...TIMINGS, drainMs: 2000 });
    await waitUntilDone(payload, id, ['analytics']);
    await until(
      async () => (await queues.analytics.getJobState(`${id}_analytics`)) === 'completed',
      'the job to be completed',
    );
    // Simulate a database that was restored after a failure and lacks its last seconds.
    await database(payload).execute(sql`DELETE FROM event_receipts WHERE event_id = ${id}`);
    await database(payload).execute(sql`DELETE FROM tracking_events WHERE id = ${id}`);
    const options = { listSubscribers, requeue: createRequeue(queues, redis), afterMs: 0 };
    expect(await reconcile(payload, options)).toEqual({ settled: 0, requeued: 1 });
    await waitUntilDone(payload, id, ['analytics']);
    expect(await countTrackingRows(payload, id)).toBe(1);
    await worker.close();
  });
});

test('the reconciler does not change an event whose topic only a newer release knows', async () => {
  await database(payload).execute(sql`
    INSERT INTO domain_events (id, topic, version, timestamp, producer_id, correlation_id, payload, dispatched_at, checked_at)
    VALUES (${uuidv7()}, 'booking.invented', 1, now(), 'appointment-service', 'c', '{}', now(), now())`);
  await withQueues(redis, async (queues) => {
    const options = { listSubscribers, requeue: createRequeue(queues, redis), afterMs: -1000 };
    expect(await reconcile(payload, options)).toEqual({ settled: 0, requeued: 0 });
  });
});

test('concurrent reconcilers requeue each lost job once', async () => {
  await withTransaction(payload, async (req) => {
    for (let i = 0; i < 40; i++) await emit(req, 'user.verified', { userId: uuidv7() });
  });
  await dispatchBatch(payload, async () => {});
  await withQueues(redis, async (queues) => {
    const options = { listSubscribers, requeue: createRequeue(queues, redis), afterMs: 0 };
    const results = await Promise.all([1, 2, 3].map(() => reconcile(payload, { ...options, afterMs: 1 })));
    expect(results.reduce((sum, { requeued }) => sum + requeued, 0)).toBe(40);
    expect(await queues.analytics.getWaitingCount()).toBe(40);
  });
});

test('the query for unsettled events uses their index', async () => {
  await database(payload).execute(sql`
    INSERT INTO domain_events (id, topic, version, timestamp, producer_id, correlation_id, payload, dispatched_at, checked_at, settled_at)
    SELECT gen_random_uuid(), 'user.verified', 1, now(), 'auth-service', 'c', '{}', now(), now(), now()
    FROM generate_series(1, 5000)`);
  await database(payload).execute(sql`ANALYZE domain_events`);
  const { rows } = await database(payload).execute(sql`
    EXPLAIN SELECT id FROM domain_events WHERE settled_at IS NULL AND checked_at < now() ORDER BY checked_at LIMIT 500`);
  expect(JSON.stringify(rows)).toContain('domain_events_unsettled_idx');
});
