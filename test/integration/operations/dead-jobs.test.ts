import { expect, test } from 'vitest';
import { overview } from '../../../src/services/operations/overview.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';
import { until } from '../../support/until.ts';
import { eventRow, withQueues } from '../events/support.ts';
import { mendEvent, PRIVATE, poisonEvent, withDeadJobs } from './support.ts';

const { payload, redis, call } = await startGateway();
const { admin } = await staffTokens(payload);
const post = (path: string) => call('POST', `/v1/operations/${path}`, { token: admin });
const analyticsDone = (id: string) =>
  until(async () => (await eventRow(payload, id))?.done.includes('analytics'), 'the retried job to be done');

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

test('all of them are retried at once, each once', async () => {
  await withQueues(redis, async ({ notifications, analytics }) => {
    await Promise.all([notifications, analytics].map((queue) => queue.obliterate({ force: true })));
  });
  const id = await withDeadJobs(payload, redis);
  await mendEvent(payload, id);
  expect((await post('dead-jobs/retry')).body).toEqual({ retried: 2 });
  await analyticsDone(id);
});

test('an event that waits in the outbox is counted with its age', async () => {
  await poisonEvent(payload);
  const { outbox } = await overview(payload);
  expect(outbox.events).toBe(1);
  expect(outbox.seconds).toBeGreaterThanOrEqual(0);
});
