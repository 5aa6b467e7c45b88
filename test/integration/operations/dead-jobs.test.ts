import { sql } from '@payloadcms/db-postgres';
import { beforeEach, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { emailHistory } from '../../../src/services/notifications/email-history.ts';
import { overview } from '../../../src/services/operations/overview.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';
import { until } from '../../support/until.ts';
import { eventRow, withQueues } from '../events/support.ts';
import { mendEvent, PRIVATE, poisonEvent, toldOf, withDeadJobs } from './support.ts';

const { payload, redis, call } = await startGateway();
const { admin } = await staffTokens(payload);
const adminId = async () =>
  (await payload.find({ collection: 'users', where: { role: { equals: 'admin' } } })).docs[0]?.id;
const post = (path: string) => call('POST', `/v1/operations/${path}`, { token: admin });
/** A row of the change log by the admin. */
const told = async (action: string, what: string, outcome: string) => ({
  ...{ entity: 'jobs', label: `${what} of user.created`, action, actor: 'staff', actorId: await adminId() },
  fields: { outcome: { from: 'The payload does not fit version 1.', to: outcome } },
});
const analyticsDone = (id: string) =>
  until(async () => (await eventRow(payload, id))?.done.includes('analytics'), 'the retried job to be done');

/** Jobs and their events: the reconciler brings back the job of an event that an earlier test left unsettled. */
beforeEach(async () => {
  await database(payload).execute(sql`DELETE FROM domain_events`);
  await withQueues(redis, async ({ notifications, analytics }) => {
    await Promise.all([notifications, analytics].map((queue) => queue.obliterate({ force: true })));
  });
});

test('a dead job is listed without what it is about, and runs when it is retried', async () => {
  const id = await withDeadJobs(payload, redis);
  const { jobs, outbox } = await overview(payload);
  expect(outbox).toEqual({ events: 0, seconds: 0 });
  expect(jobs?.count).toBe(2);
  expect(jobs?.newest.find(({ queue }) => queue === 'analytics')).toMatchObject({
    id: `${id}_analytics`,
    what: 'analytics',
    topic: 'user.created',
    eventId: id,
    attempts: 1,
    reason: 'The payload does not fit version 1.',
  });
  expect(JSON.stringify(jobs)).not.toContain(PRIVATE);

  await mendEvent(payload, id);
  expect(await post(`queues/analytics/jobs/${id}_analytics/retry`)).toMatchObject({
    status: 202,
    body: { retried: 1 },
  });
  await analyticsDone(id);
  expect((await overview(payload)).jobs?.count).toBe(1);
  expect((await post(`queues/analytics/jobs/${id}_analytics/retry`)).body).toMatchObject({ code: 'invalid_state' });
  expect((await post('queues/analytics/jobs/none/retry')).status).toBe(404);
  expect((await post('queues/secret/jobs/none/retry')).status).toBe(400);
});

test('all of them are retried at once, each once, and the history has each', async () => {
  const id = await withDeadJobs(payload, redis);
  await mendEvent(payload, id);
  expect((await post('dead-jobs/retry')).body).toEqual({ retried: 2 });
  await analyticsDone(id);
  for (const what of ['analytics', 'welcome-email']) {
    expect(await toldOf(payload, `${id}_${what}`)).toMatchObject([await told('retry', what, 'tried again')]);
  }
});

test('the history says who retried a job before it failed again, and nothing of what was refused', async () => {
  const id = await withDeadJobs(payload, redis);
  const job = `${id}_analytics`;
  const again = () => post(`queues/analytics/jobs/${job}/retry`);
  expect((await again()).status).toBe(202);
  await withQueues(redis, ({ analytics }) =>
    until(async () => (await analytics.getJobState(job)) === 'failed', 'the job to be dead again'),
  );
  await mendEvent(payload, id);
  expect((await again()).status).toBe(202);
  await analyticsDone(id);
  expect((await again()).status).toBe(409);
  const row = await told('retry', 'analytics', 'tried again');
  expect(await toldOf(payload, job)).toMatchObject([row, row]);
});

test('one that is given up leaves the list for good, once, and the history says who did and why', async () => {
  const id = await withDeadJobs(payload, redis);
  const before = (await overview(payload)).jobs?.count ?? 0;
  const job = `${id}_welcome-email`;
  const giveUp = (reason: string) =>
    call('POST', `/v1/operations/queues/notifications/jobs/${job}/give-up`, { token: admin, body: { reason } });
  expect((await giveUp('  ')).status).toBe(400);
  const answers = await Promise.all([giveUp('No such mailbox'), giveUp('No such mailbox'), giveUp('No such mailbox')]);
  expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
  expect((await giveUp('Something else')).status).toBe(204);
  expect((await overview(payload)).jobs?.count).toBe(before - 1);

  expect(await toldOf(payload, job)).toMatchObject([await told('give-up', 'welcome-email', 'No such mailbox')]);
  expect((await post(`queues/notifications/jobs/${job}/retry`)).status).toBe(404);
  expect((await post('queues/notifications/jobs/none/give-up')).status).toBe(400);
});

test('what was given up is neither brought again nor told as an e-mail that went out', async () => {
  const id = await withDeadJobs(payload, redis);
  await mendEvent(payload, id);
  const give = (queue: string, subscriber: string) =>
    call('POST', `/v1/operations/queues/${queue}/jobs/${id}_${subscriber}/give-up`, {
      token: admin,
      body: { reason: 'Long ago' },
    });
  expect((await give('notifications', 'welcome-email')).status).toBe(204);
  expect((await post(`queues/analytics/jobs/${id}_analytics/retry`)).status).toBe(202);
  // Settled by the reconciler: nothing is missing.
  await until(async () => (await eventRow(payload, id))?.settled, 'the event to be settled');
  await withQueues(redis, async ({ notifications }) => {
    expect(await notifications.getJobState(`${id}_welcome-email`)).toBe('unknown');
  });
  const { rows } = await database(payload).execute<{ user: string }>(
    sql`SELECT payload->>'userId' AS user FROM domain_events WHERE id = ${id}`,
  );
  expect(await emailHistory(payload, { customerId: rows[0]?.user as string, emails: [] })).toEqual([]);
});

test('a job that is at work or done is not given up', async () => {
  const id = await withDeadJobs(payload, redis);
  await mendEvent(payload, id);
  await post(`queues/analytics/jobs/${id}_analytics/retry`);
  await analyticsDone(id);
  const late = await call('POST', `/v1/operations/queues/analytics/jobs/${id}_analytics/give-up`, {
    token: admin,
    body: { reason: 'Too late' },
  });
  expect(late.body).toMatchObject({ code: 'invalid_state' });
});

test('a job whose e-mail a worker is sending is not given up', async () => {
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

test('an event that waits in the outbox is counted with its age', async () => {
  await poisonEvent(payload);
  const { outbox } = await overview(payload);
  expect(outbox.events).toBe(1);
  expect(outbox.seconds).toBeGreaterThanOrEqual(0);
});

test('events of a topic that only a newer release knows are no backlog, and can be given up', async () => {
  const id = uuidv7();
  await database(payload).execute(sql`
    INSERT INTO domain_events (id, topic, version, timestamp, producer_id, correlation_id, payload)
    VALUES (${id}, 'kitchen.fitted', 1, now() - interval '1 day', 'x', 'c', '{}')`);
  expect(await overview(payload)).toMatchObject({
    outbox: { events: 0, seconds: 0 },
    unknownTopics: [{ topic: 'kitchen.fitted', events: 1 }],
  });
  const giveUp = (topic: string) =>
    call('POST', `/v1/operations/topics/${topic}/give-up`, { token: admin, body: { reason: 'Rolled back for good' } });
  expect(await giveUp('user.created')).toMatchObject({ status: 404 });
  expect(await giveUp('kitchen.fitted')).toMatchObject({ status: 200, body: { givenUp: 1 } });
  expect(await giveUp('kitchen.fitted')).toMatchObject({ status: 404 });
  expect((await overview(payload)).unknownTopics).toEqual([]);
  expect(await eventRow(payload, id)).toMatchObject({ dispatched: true, settled: true, done: [] });
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
