import { inject } from 'vitest';

/** Returns the URL of this worker's Redis database. A worker runs one test file at a time. */
export function workerRedisUrl(): string {
  const worker = Number(process.env.VITEST_POOL_ID ?? 1);
  return `${inject('services').redisUrl}/${worker % 16}`;
}
