import type { Redis } from 'ioredis';

/** When each schedule last came to its end, in seconds since 1970 by the clock of Redis, which all processes share. */
const KEY = 'schedules:succeeded';

type Named = { name: string; every: number };

const now = async (redis: Redis): Promise<number> => Number((await redis.time())[0]);

/** Writes down that a turn has come to its end. */
export async function noteSuccess(redis: Redis, name: string): Promise<void> {
  await redis.hset(KEY, name, await now(redis));
}

/** Schedules that Redis has not heard of count as if they had just run. */
export async function noteKnown(redis: Redis, schedules: readonly Named[]): Promise<void> {
  const at = await now(redis);
  await Promise.all(schedules.map(({ name }) => redis.hsetnx(KEY, name, at)));
}

/** Seconds by which each schedule is late: since its last success, less its period; 0 for one that is in time. */
export async function overdue(redis: Redis, schedules: readonly Named[]): Promise<Map<string, number>> {
  const [at, succeeded] = await Promise.all([now(redis), redis.hgetall(KEY)]);
  return new Map(
    schedules.map(({ name, every }) => [name, Math.max(0, at - Number(succeeded[name] ?? at) - every / 1000)]),
  );
}
