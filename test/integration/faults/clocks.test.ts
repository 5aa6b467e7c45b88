import { Queue } from 'bullmq';
import { afterAll, expect, test } from 'vitest';
import { JOB_OPTIONS, QUEUE_PREFIX } from '../../../src/events/queues.ts';
import { readOverdueSeconds } from '../../../src/jobs/start-schedules.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';
import { emitAlone, startTestWorker, waitUntilDone } from '../events/support.ts';

const DAY = 24 * 60 * 60_000;

const { payload, redis } = await startSite();
const open = (name: string) => new Queue(name, { connection: redis, prefix: QUEUE_PREFIX });
const [maintenance, analytics] = [open('maintenance'), open('analytics')];
afterAll(() => Promise.all([maintenance.close(), analytics.close()]));

test('schedules run when they are due, even if the clock of the worker that registered them is two days ahead', async () => {
  for (const name of ['remind', 'reconcile']) {
    await maintenance.upsertJobScheduler(name, { every: 500, startDate: Date.now() + 2 * DAY }, { name });
  }
  expect((await maintenance.getJobScheduler('remind'))?.next).toBeGreaterThan(Date.now() + DAY);
  await redis.hset('schedules:succeeded', 'remind', '1');
  expect((await readOverdueSeconds(redis, [{ name: 'remind', every: 500 }])).get('remind')).toBeGreaterThan(1e9);
  startTestWorker(payload);
  await until(
    async () => (await readOverdueSeconds(redis, [{ name: 'remind', every: 500 }])).get('remind') === 0,
    'the schedule to run',
  );
  expect((await maintenance.getJobScheduler('remind'))?.next).toBeLessThan(Date.now() + 2000);
});

test('a retry runs now, even if the clock of the worker that delayed it is two days ahead', async () => {
  await redis.flushdb();
  const { id } = await emitAlone(payload, 'user.verified', { userId: uuidv7() });
  const data = { eventId: id, topic: 'user.verified', subscriber: 'analytics', correlationId: 'x' };
  await analytics.add('event', data, { ...JOB_OPTIONS, jobId: `${id}_analytics`, delay: 2 * DAY });
  startTestWorker(payload);
  await waitUntilDone(payload, id, ['analytics']);
});
