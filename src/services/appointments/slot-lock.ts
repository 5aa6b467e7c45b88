import type { Redis } from 'ioredis';
import { uuidv7 } from '../../ids.ts';

const TTL_MS = 30_000;

/** Deletes the lock only while it is still ours: a holder that paused past the TTL must not free its successor's. */
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/**
 * Tries the lock `slot:lock:{slotId}` (flow 3). It only makes refusals cheap and early: Postgres decides who gets the
 * slot, so with Redis away the answer is simply to go on without.
 * @returns a function that releases it; undefined when somebody else has it.
 */
export async function lockSlot(redis: Redis, slotId: string): Promise<(() => Promise<void>) | undefined> {
  const key = `slot:lock:${slotId}`;
  const token = uuidv7();
  try {
    if ((await redis.set(key, token, 'PX', TTL_MS, 'NX')) === null) return undefined;
  } catch {
    return async () => {};
  }
  return async () => {
    // A lost release only makes the slot wait for the TTL.
    await redis.eval(RELEASE, 1, key, token).catch(() => {});
  };
}
