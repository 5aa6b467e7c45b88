import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database, transactionOf, withTransaction } from '../../../src/database/transaction.ts';
import { emit } from '../../../src/events/emit.ts';
import { type DueEvent, dispatchBatch } from '../../../src/events/start-relay.ts';
import { createDispatch } from '../../../src/jobs/dispatch.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { startSite } from '../../support/site.ts';
import { timeLimit } from '../../support/time-limit.ts';
import { until } from '../../support/until.ts';
import { emitAlone, readEventRow, startTestWorker, waitUntilDone, withQueues } from './support.ts';

const { payload, redis } = await startSite();

const verified = () => ({ userId: uuidv7() });
const drain = async () => {
  while ((await dispatchBatch(payload, async () => {})) > 0);
};

test('a dispatched event has one job for each subscriber, with ids and no personal data', async () => {
  await drain();
  const userId = uuidv7();
  const { id, correlationId } = await emitAlone(payload, 'user.created', {
    userId,
    email: 'secret@example.com',
    firstName: 'Secretname',
  });
  await withQueues(redis, async (queues) => {
    expect(await dispatchBatch(payload, createDispatch(queues))).toBe(1);
    const job = await queues.notifications.getJob(`${id}_welcome-email`);
    expect(job?.data).toEqual({ eventId: id, topic: 'user.created', subscriber: 'welcome-email', correlationId });
    expect(await queues.analytics.getJob(`${id}_analytics`)).toBeTruthy();
    for (const queue of Object.values(queues)) await queue.obliterate({ force: true });
  });
  expect(await readEventRow(payload, id)).toMatchObject({ dispatched: true, settled: false, done: [] });
});

test('an event with a lower id that commits later is also dispatched', async () => {
  startTestWorker(payload);
  let late = '';
  await withTransaction(payload, async (req) => {
    late = (await emit(req, 'user.verified', verified())).id;
    const early = await emitAlone(payload, 'user.verified', verified());
    expect(early.id > late).toBe(true);
    await waitUntilDone(payload, early.id, ['analytics']);
  });
  await waitUntilDone(payload, late, ['analytics']);
});

test('an event that was rolled back is never dispatched', async () => {
  let id = '';
  const failed = withTransaction(payload, async (req) => {
    id = (await emit(req, 'user.verified', verified())).id;
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  startTestWorker(payload);
  const after = await emitAlone(payload, 'user.verified', verified());
  await waitUntilDone(payload, after.id, ['analytics']);
  expect(await readEventRow(payload, id)).toBeUndefined();
  await withQueues(redis, async ({ analytics }) => expect(await analytics.getJob(`${id}_analytics`)).toBeUndefined());
});

test('concurrent relays divide the events between them', async () => {
  await drain();
  await withTransaction(payload, async (req) => {
    for (let i = 0; i < 1200; i++) await emit(req, 'user.verified', verified());
  });
  const seen: string[] = [];
  const dispatch = async (events: DueEvent[]) => void seen.push(...events.map(({ id }) => id));
  const counts = await Promise.all([1, 2, 3, 4].map(() => dispatchBatch(payload, dispatch)));
  expect(counts.reduce((sum, count) => sum + count)).toBe(1200);
  expect(new Set(seen).size).toBe(1200);
  expect(seen).toHaveLength(1200);
  // They have no jobs. The reconciler of a later test would queue 1,200 jobs, which take half a minute on a busy machine.
  await database(payload).execute(sql`DELETE FROM domain_events WHERE id = ANY(${sql.param(seen)}::uuid[])`);
});

test('the events of a batch stay undispatched if their jobs cannot be queued', async () => {
  await drain();
  const { id } = await emitAlone(payload, 'user.verified', verified());
  await expect(dispatchBatch(payload, () => Promise.reject(new Error('Redis is down.')))).rejects.toThrow('down');
  expect(await readEventRow(payload, id)).toMatchObject({ dispatched: false });
  expect(await dispatchBatch(payload, async () => {})).toBe(1);
});

test('an event whose topic only a newer release knows waits, and blocks no other event', async () => {
  await drain();
  const id = uuidv7();
  await withTransaction(payload, async (req) => {
    await (await transactionOf(req)).execute(sql`
      INSERT INTO domain_events (id, topic, version, timestamp, producer_id, correlation_id, payload)
      VALUES (${id}, 'booking.invented', 1, now(), 'appointment-service', 'c', '{}')`);
  });
  startTestWorker(payload);
  const { id: known } = await emitAlone(payload, 'user.verified', verified());
  await waitUntilDone(payload, known, ['analytics']);
  expect(await readEventRow(payload, id)).toMatchObject({ dispatched: false });
  await database(payload).execute(sql`DELETE FROM domain_events WHERE id = ${id}`);
});

test('the poll finds an event whose wake-up was lost', async () => {
  startTestWorker(payload);
  const id = uuidv7();
  await database(payload).execute(sql`
    INSERT INTO domain_events (id, topic, version, timestamp, producer_id, correlation_id, payload)
    VALUES (${id}, 'user.verified', 1, now(), 'auth-service', 'c', ${JSON.stringify(verified())}::jsonb)`);
  await waitUntilDone(payload, id, ['analytics']);
});

test('an idle worker starts a job within milliseconds of the commit', async () => {
  startTestWorker(payload);
  await waitUntilDone(payload, (await emitAlone(payload, 'user.verified', verified())).id, ['analytics']);
  const delays: number[] = [];
  for (let i = 0; i < 20; i++) {
    const { id } = await emitAlone(payload, 'user.verified', verified());
    const committed = Date.now();
    await withQueues(redis, async ({ analytics }) => {
      const job = await until(async () => {
        const found = await analytics.getJob(`${id}_analytics`);
        return found?.processedOn ? found : undefined;
      }, 'the job');
      delays.push((job.processedOn ?? 0) - committed);
    });
  }
  delays.sort((a, b) => a - b);
  // This test only shows that a wake-up made the relay find the event. Without the wake-up, the relay would find the
  // event by a poll a second later. The benchmark measures the exact delay.
  expect(delays[10]).toBeLessThan(Math.min(timeLimit(500), 900));
});
