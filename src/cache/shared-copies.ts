import type { Redis } from 'ioredis';
import { uuidv7 } from '../ids.ts';

/** How long an answer is kept (data-flow.md, flow 2). */
export const TTL_SECONDS = 60;
/** Longer than a computation takes; a process that dies in one holds the others up for this long. */
const LOCK_MS = 3000;

/** Frees the lock only while it is still the caller's. */
const UNLOCK = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/** `busy`: another process is making the copy at this moment. */
export type Copy = { copy: Buffer } | { makeWith: string } | 'busy';

const lockOf = (key: string) => `${key}:lock`;

/**
 * Reads what a process has stored under `key`, or takes it on to make it. The lock is asked for first: who gets it sees what
 * its last holder has stored. Both travel in one go.
 * @throws when Redis is away.
 */
export async function readOrLock(redis: Redis, key: string): Promise<Copy> {
  const token = uuidv7();
  const [locked, copy] = await Promise.all([redis.set(lockOf(key), token, 'PX', LOCK_MS, 'NX'), redis.getBuffer(key)]);
  if (!copy) return locked ? { makeWith: token } : 'busy';
  if (locked) await unlock(redis, key, token);
  return { copy };
}

/** Stores a copy for all processes. @throws when Redis is away. */
export async function storeCopy(redis: Redis, key: string, copy: Buffer): Promise<void> {
  await redis.set(key, copy, 'EX', TTL_SECONDS);
}

/** Lets others make the copy of `key`. @throws when Redis is away: then the lock ends by itself. */
export async function unlock(redis: Redis, key: string, token: string): Promise<void> {
  await redis.eval(UNLOCK, 1, lockOf(key), token);
}
