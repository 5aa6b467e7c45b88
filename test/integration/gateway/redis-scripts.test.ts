import { setImmediate } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { COPY_SCRIPTS, readCopyOrLock, unlockCopyKey } from '../../../src/cache/shared-copies.ts';
import { POINT_SCRIPTS, RedisPointStore } from '../../../src/gateway/point-store.ts';
import { createRequestRedis } from '../../../src/lib/redis.ts';
import { workerRedisUrl } from '../../support/redis.ts';

const redis = createRequestRedis(workerRedisUrl(), { ...COPY_SCRIPTS, ...POINT_SCRIPTS });
beforeEach(async () => {
  if (redis.status === 'wait') await redis.connect();
  await redis.flushdb();
});
afterAll(() => redis.disconnect());

/** Calls `first` in the same tick as another command, so that both commands are sent in one batch. */
async function batched<T>(first: () => Promise<T>): Promise<T> {
  const other = redis.set('other', '1');
  const result = await first();
  expect(await other).toBe('OK');
  // If the batch failed, its error would be thrown a moment later, as an uncaught exception that fails the run. Wait for that
  // moment.
  await setImmediate();
  return result;
}

it('the first read of a cached copy works in one batch with another command', async () => {
  expect(await batched(() => readCopyOrLock(redis, 'copy'))).toHaveProperty('lock');
  await batched(() => unlockCopyKey(redis, 'copy', 'another token'));
});

it('the first request of a client works in one batch with another command', async () => {
  const store = new RedisPointStore(redis, 'points', { points: 10, milliseconds: 60_000 });
  const request = { needed: 1, reserve: 0, released: 0, returned: 0, window: '' };
  expect(await batched(() => store.acquire('client', request))).toMatchObject({ granted: 1 });
});

it('a limiter that is created while commands wait works in the same batch', async () => {
  const attempt = () =>
    new RateLimiterRedis({ storeClient: redis, keyPrefix: 'late', points: 2, duration: 60 }).consume('client');
  expect(await batched(attempt)).toMatchObject({ consumedPoints: 1 });
});

it('a queue that is opened while commands wait works in the same batch', async () => {
  const queue = new Queue('late', { connection: redis });
  const job = await batched(() => queue.add('job', {}));
  expect(job.id).toBe('1');
});

it('a script that is defined late is not sent in a batch', async () => {
  const late = redis as typeof redis & { late: () => Promise<number> };
  const call = () => {
    redis.defineCommand('late', { numberOfKeys: 0, lua: 'return 1' });
    return late.late();
  };
  expect(await batched(call)).toBe(1);
});
