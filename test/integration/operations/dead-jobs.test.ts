import { sql } from '@payloadcms/db-postgres';
import { beforeEach, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { listEmailHistory } from '../../../src/services/operations/customer-history.ts';
import { readOverview } from '../../../src/services/operations/dashboard.ts';
import { jobInWords } from '../../../src/services/operations/read-dead-jobs.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';
import { readEventRow, withQueues } from '../events/support.ts';
import { PRIVATE, poisonEvent, readJobChanges, repairEvent, withDeadJobs } from './support.ts';

const { payload, redis, call } = await startGateway();
const { admin } = await staffTokens(payload);
const adminId = async () =>
  (await payload.find({ collection: 'users', where: { role: { equals: 'admin' } } })).docs[0]?.id;
const post = (path: string) => call('POST', `/v1/operations/${path}`, { token: admin });
/** Returns the expected change log entry for an action of the admin on a dead job. */
const expectedChange = async (action: string, subscriber: string, outcome: string) => ({
  ...{
    entity: 'jobs',
    label: `${jobInWords(subscriber)}: Customer registered`,
    action,
    actor: 'staff',
    actorId: await adminId(),
  },
  fields: { outcome: { from: 'The payload does not match version 1.', to: outcome } },
});
const analyticsDone = (id: string) =>
  until(async () => (await readEventRow(payload, id))?.done.includes('analytics'), 'the retried job to be done');

/**
 * Deletes jobs and events before each test. Otherwise the reconciler would requeue the job of an earlier test's unsettled event.
 */
beforeEach(async () => {
  await database(payload).execute(sql`DELETE FROM domain_events`);
  await withQueues(redis, async ({ notifications, analytics }) => {
    await Promise.all([notifications, analytics].map((queue) => queue.obliterate({ force: true })));
  });
});

test('a dead job is listed without personal data, and runs when staff retry it', async () => {
  const id = await withDeadJobs(payload, redis);
  const { jobs, outbox } = await readOverview(payload);
  expect(outbox).toEqual({ events: 0, seconds: 0 });
  expect(jobs?.count).toBe(2);
  expect(jobs?.newest.find(({ queue }) => queue === 'analytics')).toMatchObject({
    id: `${id}_analytics`,
    name: 'analytics',
    topic: 'user.created',
    eventId: id,
    attempts: 1,
    reason: 'The payload does not match version 1.',
  });
  expect(JSON.stringify(jobs)).not.toContain(PRIVATE);

  await repairEvent(payload, id);
  expect(await post(`queues/analytics/jobs/${id}_analytics/retry`)).toMatchObject({
    status: 202,
    body: { retried: 1 },
  });
  await analyticsDone(id);
  expect((await readOverview(payload)).jobs?.count).toBe(1);
  expect((await post(`queues/analytics/jobs/${id}_analytics/retry`)).body).toMatchObject({ code: 'invalid_state' });
  expect((await post('queues/analytics/jobs/none/retry')).status).toBe(404);
  expect((await post('queues/secret/jobs/none/retry')).status).toBe(400);
});

test('all dead jobs are retried once, and the change log records each retry', async () => {
  const id = await withDeadJobs(payload, redis);
  await repairEvent(payload, id);
  expect((await post('dead-jobs/retry')).body).toEqual({ retried: 2 });
  await analyticsDone(id);
  for (const subscriber of ['analytics', 'welcome-email']) {
    expect(await readJobChanges(payload, `${id}_${subscriber}`)).toMatchObject([
      await expectedChange('retry', subscriber, 'tried again'),
    ]);
  }
});

test('the change log records who retried a job that failed again, and records no refused retry', async () => {
  const id = await withDeadJobs(payload, redis);
  const job = `${id}_analytics`;
  const again = () => post(`queues/analytics/jobs/${job}/retry`);
  expect((await again()).status).toBe(202);
  await withQueues(redis, ({ analytics }) =>
    until(async () => (await analytics.getJobState(job)) === 'failed', 'the job to be dead again'),
  );
  await repairEvent(payload, id);
  expect((await again()).status).toBe(202);
  await analyticsDone(id);
  expect((await again()).status).toBe(409);
  const row = await expectedChange('retry', 'analytics', 'tried again');
  expect(await readJobChanges(payload, job)).toMatchObject([row, row]);
});

test('a discarded job is never listed again, and the change log records once who discarded it and why', async () => {
  const id = await withDeadJobs(payload, redis);
  const before = (await readOverview(payload)).jobs?.count ?? 0;
  const job = `${id}_welcome-email`;
  const giveUp = (reason: string) =>
    call('POST', `/v1/operations/queues/notifications/jobs/${job}/give-up`, { token: admin, body: { reason } });
  expect((await giveUp('  ')).status).toBe(400);
  const answers = await Promise.all([giveUp('No such mailbox'), giveUp('No such mailbox'), giveUp('No such mailbox')]);
  expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
  expect((await giveUp('Something else')).status).toBe(204);
  expect((await readOverview(payload)).jobs?.count).toBe(before - 1);

  expect(await readJobChanges(payload, job)).toMatchObject([
    await expectedChange('give-up', 'welcome-email', 'No such mailbox'),
  ]);
  expect((await post(`queues/notifications/jobs/${job}/retry`)).status).toBe(404);
  expect((await post('queues/notifications/jobs/none/give-up')).status).toBe(400);
});

test('an effect whose job was discarded is neither requeued nor listed as a sent e-mail', async () => {
  const id = await withDeadJobs(payload, redis);
  await repairEvent(payload, id);
  const giveUpJob = (queue: string, subscriber: string) =>
    call('POST', `/v1/operations/queues/${queue}/jobs/${id}_${subscriber}/give-up`, {
      token: admin,
      body: { reason: 'Long ago' },
    });
  expect((await giveUpJob('notifications', 'welcome-email')).status).toBe(204);
  expect((await post(`queues/analytics/jobs/${id}_analytics/retry`)).status).toBe(202);
  // The reconciler settles the event, because no receipt is missing.
  await until(async () => (await readEventRow(payload, id))?.settled, 'the event to be settled');
  await withQueues(redis, async ({ notifications }) => {
    expect(await notifications.getJobState(`${id}_welcome-email`)).toBe('unknown');
  });
  const { rows } = await database(payload).execute<{ user: string }>(
    sql`SELECT payload->>'userId' AS user FROM domain_events WHERE id = ${id}`,
  );
  expect(await listEmailHistory(payload, { customerId: rows[0]?.user as string, emails: [] })).toEqual([]);
});

test('a completed job cannot be discarded', async () => {
  const id = await withDeadJobs(payload, redis);
  await repairEvent(payload, id);
  await post(`queues/analytics/jobs/${id}_analytics/retry`);
  await analyticsDone(id);
  const late = await call('POST', `/v1/operations/queues/analytics/jobs/${id}_analytics/give-up`, {
    token: admin,
    body: { reason: 'Too late' },
  });
  expect(late.body).toMatchObject({ code: 'invalid_state' });
});

test('a job whose e-mail is being sent cannot be discarded', async () => {
  const id = await withDeadJobs(payload, redis);
  await database(payload).execute(sql`
    INSERT INTO event_receipts (event_id, subscriber, claimed_until)
    VALUES (${id}, 'welcome-email', now() + interval '1 minute')`);
  const job = `${id}_welcome-email`;
  const answer = await call('POST', `/v1/operations/queues/notifications/jobs/${job}/give-up`, {
    token: admin,
    body: { reason: 'No such mailbox' },
  });
  expect(answer).toMatchObject({ status: 409, body: { code: 'invalid_state' } });
  const { docs } = await payload.find({ collection: 'changes', where: { document: { equals: job } } });
  expect(docs).toEqual([]);
});

test('the overview shows the number and age of undispatched events', async () => {
  await poisonEvent(payload);
  const { outbox } = await readOverview(payload);
  expect(outbox.events).toBe(1);
  expect(outbox.seconds).toBeGreaterThanOrEqual(0);
});

test('events whose topic only a newer release knows do not count as backlog, and can be discarded', async () => {
  const id = uuidv7();
  await database(payload).execute(sql`
    INSERT INTO domain_events (id, topic, version, timestamp, producer_id, correlation_id, payload)
    VALUES (${id}, 'kitchen.fitted', 1, now() - interval '1 day', 'x', 'c', '{}')`);
  expect(await readOverview(payload)).toMatchObject({
    outbox: { events: 0, seconds: 0 },
    unknownTopics: [{ topic: 'kitchen.fitted', events: 1 }],
  });
  const giveUp = (topic: string) =>
    call('POST', `/v1/operations/topics/${topic}/give-up`, { token: admin, body: { reason: 'Rolled back for good' } });
  expect(await giveUp('user.created')).toMatchObject({ status: 404 });
  expect(await giveUp('kitchen.fitted')).toMatchObject({ status: 200, body: { givenUp: 1 } });
  expect(await giveUp('kitchen.fitted')).toMatchObject({ status: 404 });
  expect((await readOverview(payload)).unknownTopics).toEqual([]);
  expect(await readEventRow(payload, id)).toMatchObject({ dispatched: true, settled: true, done: [] });
  const { docs } = await payload.find({ collection: 'changes', where: { label: { equals: 'kitchen.fitted' } } });
  expect(docs).toMatchObject([
    {
      entity: 'jobs',
      action: 'give-up',
      actorId: await adminId(),
      fields: { outcome: { to: 'Rolled back for good' } },
    },
  ]);
});
