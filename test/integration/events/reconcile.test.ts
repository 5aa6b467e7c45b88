import { sql } from '@payloadcms/db-postgres';
import { beforeEach, expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { emit } from '../../../src/events/outbox.ts';
import { reconcile } from '../../../src/events/reconcile.ts';
import { dispatchBatch } from '../../../src/events/relay.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { dispatcher, requeuer } from '../../../src/jobs/dispatch.ts';
import { subscribersOf } from '../../../src/jobs/subscribers.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { doneBy, emitAlone, eventRow, trackingRows, withQueues, workerOf } from './support.ts';

const { payload, redis } = await startSite();

beforeEach(async () => {
  await redis.flushdb();
  await database(payload).execute(sql`UPDATE domain_events SET dispatched_at = now(), settled_at = now()`);
});

const verified = () => emitAlone(payload, 'user.verified', { userId: uuidv7() });

test('a Redis that was emptied between dispatch and work loses nothing', async () => {
  const ids = await withTransaction(payload, async (req) => {
    const events = [];
    for (let i = 0; i < 30; i++) events.push(await emit(req, 'user.verified', { userId: uuidv7() }));
    return events.map(({ id }) => id);
  });
  await withQueues(redis, async (queues) => {
    expect(await dispatchBatch(payload, dispatcher(queues))).toBe(30);
  });
  await redis.flushdb();
  workerOf(payload);
  for (const id of ids) await doneBy(payload, id, ['analytics']);
  for (const id of ids) expect(await trackingRows(payload, id)).toBe(1);
});

test('a worker whose Redis was emptied under it registers its schedules again and goes on', async () => {
  workerOf(payload);
  await doneBy(payload, (await verified()).id, ['analytics']);
  await redis.flushdb();
  const { id } = await verified();
  await doneBy(payload, id, ['analytics']);
  await until(async () => (await eventRow(payload, id))?.settled, 'the reconciler to settle the event');
});

test('an event is settled once all its receipts are there, and not looked at again', async () => {
  const { id } = await verified();
  await withQueues(redis, async (queues) => {
    await dispatchBatch(payload, dispatcher(queues));
    const options = { subscribersOf, requeue: requeuer(queues, redis), after: 0 };
    expect(await reconcile(payload, options)).toEqual({ settled: 0, requeued: 0 });
    await database(payload).execute(sql`
      INSERT INTO event_receipts (event_id, subscriber, done_at) VALUES (${id}, 'analytics', now())`);
    expect(await reconcile(payload, options)).toEqual({ settled: 1, requeued: 0 });
    expect(await reconcile(payload, options)).toEqual({ settled: 0, requeued: 0 });
  });
});

test('a dead job stays dead: it is for people to retry', async () => {
  const { id } = await verified();
  await withQueues(redis, async (queues) => {
    await dispatchBatch(payload, dispatcher(queues));
    await database(payload).execute(sql`UPDATE domain_events SET payload = '{"userId": 7}' WHERE id = ${id}`);
    const worker = workerOf(payload, { ...TIMINGS, patience: 2000 });
    const job = await queues.analytics.getJob(`${id}_analytics`);
    await until(() => job?.isFailed(), 'the job to be dead');
    await worker.close();
    const options = { subscribersOf, requeue: requeuer(queues, redis), after: 0 };
    expect(await reconcile(payload, options)).toEqual({ settled: 0, requeued: 0 });
    expect(await job?.getState()).toBe('failed');
  });
});

test('a job that counts as done without a receipt runs again', async () => {
  const { id } = await verified();
  await withQueues(redis, async (queues) => {
    await dispatchBatch(payload, dispatcher(queues));
    const worker = workerOf(payload, { ...TIMINGS, patience: 2000 });
    await doneBy(payload, id, ['analytics']);
    await until(async () => (await queues.analytics.getJobState(`${id}_analytics`)) === 'completed', 'its completion');
    // What a restored database may lack: its last seconds.
    await database(payload).execute(sql`DELETE FROM event_receipts WHERE event_id = ${id}`);
    await database(payload).execute(sql`DELETE FROM tracking_events WHERE id = ${id}`);
    const options = { subscribersOf, requeue: requeuer(queues, redis), after: 0 };
    expect(await reconcile(payload, options)).toEqual({ settled: 0, requeued: 1 });
    await doneBy(payload, id, ['analytics']);
    expect(await trackingRows(payload, id)).toBe(1);
    await worker.close();
  });
});

test('an event whose topic only a newer release knows is left to that one', async () => {
  await database(payload).execute(sql`
    INSERT INTO domain_events (id, topic, version, timestamp, producer_id, correlation_id, payload, dispatched_at, checked_at)
    VALUES (${uuidv7()}, 'booking.invented', 1, now(), 'appointment-service', 'c', '{}', now(), now())`);
  await withQueues(redis, async (queues) => {
    const options = { subscribersOf, requeue: requeuer(queues, redis), after: -1000 };
    expect(await reconcile(payload, options)).toEqual({ settled: 0, requeued: 0 });
  });
});

test('several reconcilers at once queue each lost job once', async () => {
  await withTransaction(payload, async (req) => {
    for (let i = 0; i < 40; i++) await emit(req, 'user.verified', { userId: uuidv7() });
  });
  await dispatchBatch(payload, async () => {});
  await withQueues(redis, async (queues) => {
    const options = { subscribersOf, requeue: requeuer(queues, redis), after: 0 };
    const results = await Promise.all([1, 2, 3].map(() => reconcile(payload, { ...options, after: 1 })));
    expect(results.reduce((sum, { requeued }) => sum + requeued, 0)).toBe(40);
    expect(await queues.analytics.getWaitingCount()).toBe(40);
  });
});

test('reading unsettled events uses the index of the unsettled', async () => {
  await database(payload).execute(sql`
    INSERT INTO domain_events (id, topic, version, timestamp, producer_id, correlation_id, payload, dispatched_at, checked_at, settled_at)
    SELECT gen_random_uuid(), 'user.verified', 1, now(), 'auth-service', 'c', '{}', now(), now(), now()
    FROM generate_series(1, 5000)`);
  await database(payload).execute(sql`ANALYZE domain_events`);
  const { rows } = await database(payload).execute(sql`
    EXPLAIN SELECT id FROM domain_events WHERE settled_at IS NULL AND checked_at < now() ORDER BY checked_at LIMIT 500`);
  expect(JSON.stringify(rows)).toContain('domain_events_unsettled_idx');
});
