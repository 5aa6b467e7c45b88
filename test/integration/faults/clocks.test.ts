import { Queue } from 'bullmq';
import { afterAll, expect, test } from 'vitest';
import { uuidv7 } from '../../../src/ids.ts';
import { JOB_OPTIONS, QUEUE_PREFIX } from '../../../src/jobs/queues.ts';
import { overdue } from '../../../src/jobs/schedule-times.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { doneBy, emitAlone, workerOf } from '../events/support.ts';

const DAY = 24 * 60 * 60_000;

const { payload, redis } = await startSite();
const open = (name: string) => new Queue(name, { connection: redis, prefix: QUEUE_PREFIX });
const [maintenance, analytics] = [open('maintenance'), open('analytics')];
afterAll(() => Promise.all([maintenance.close(), analytics.close()]));

test('schedules that a worker with a clock two days ahead has registered run when they are due', async () => {
  for (const name of ['remind', 'reconcile']) {
    await maintenance.upsertJobScheduler(name, { every: 500, startDate: Date.now() + 2 * DAY }, { name });
  }
  expect((await maintenance.getJobScheduler('remind'))?.next).toBeGreaterThan(Date.now() + DAY);
  await redis.hset('schedules:succeeded', 'remind', '1');
  expect((await overdue(redis, [{ name: 'remind', every: 500 }])).get('remind')).toBeGreaterThan(1e9);
  workerOf(payload);
  await until(async () => (await overdue(redis, [{ name: 'remind', every: 500 }])).get('remind') === 0, 'a turn');
  expect((await maintenance.getJobScheduler('remind'))?.next).toBeLessThan(Date.now() + 2000);
});

test('a retry that such a worker has put off by days is made now', async () => {
  await redis.flushdb();
  const { id } = await emitAlone(payload, 'user.verified', { userId: uuidv7() });
  const data = { eventId: id, topic: 'user.verified', subscriber: 'analytics', correlationId: 'x' };
  await analytics.add('event', data, { ...JOB_OPTIONS, jobId: `${id}_analytics`, delay: 2 * DAY });
  workerOf(payload);
  await doneBy(payload, id, ['analytics']);
});
