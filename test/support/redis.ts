import { inject } from 'vitest';

/** A Redis database for this worker alone: workers run one file at a time. */
export function workerRedisUrl(): string {
  const worker = Number(process.env.VITEST_POOL_ID ?? 1);
  return `${inject('services').redisUrl}/${worker % 16}`;
}
