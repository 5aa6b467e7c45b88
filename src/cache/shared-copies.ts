import type { Redis } from 'ioredis';
import { uuidv7 } from '../lib/ids.ts';
import { RELEASE_LOCK_SCRIPT, type RedisScripts } from '../lib/redis.ts';

/** Time to live of a response in seconds (docs/spec/flows.md#2-browse-products). */
export const TTL_SECONDS = 60;
/** Time to live of the lock in milliseconds, longer than a computation takes. If the holder dies, the lock expires. */
const LOCK_MS = 3000;

/**
 * KEYS: copy, lock, wanted (1 while a process waits for the copy, else 0). ARGV: token, lock TTL in milliseconds, copy TTL in
 * seconds. The script returns the copy on a hit, and 0 on a miss while another process holds the lock. In all other cases it
 * gives the lock to the caller, and returns 1 for the first request within the TTL or 2 for a later request.
 */
const READ_OR_LOCK = `
  local copy = redis.call('get', KEYS[1])
  if copy then return copy end
  if not redis.call('set', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then
    redis.call('set', KEYS[3], 1, 'EX', ARGV[3])
    return 0
  end
  if redis.call('set', KEYS[3], 0, 'EX', ARGV[3], 'GET') then return 2 end
  return 1`;

/**
 * KEYS: lock, wanted. ARGV: token. Releases the lock and returns 0. If another process waits, the script returns 1 and does not
 * release the lock, because the caller must store the copy first.
 */
const UNLOCK_UNWANTED = `
  if redis.call('get', KEYS[2]) == '1' then return 1 end
  if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end
  return 0`;

/** The scripts that a Redis connection needs for the functions of this file. */
export const COPY_SCRIPTS: RedisScripts = {
  readOrLockCopy: { numberOfKeys: 3, lua: READ_OR_LOCK },
  unlockUnwantedCopy: { numberOfKeys: 2, lua: UNLOCK_UNWANTED },
  unlockCopy: { numberOfKeys: 1, lua: RELEASE_LOCK_SCRIPT },
};

type CopyRedis = Redis & {
  readOrLockCopyBuffer(...args: (string | number)[]): Promise<Buffer | number>;
  unlockUnwantedCopy(...args: string[]): Promise<number>;
  unlockCopy(...args: string[]): Promise<number>;
};

/** The lock to compute a copy. `requested`: the copy was already requested within the TTL. */
type CopyLock = { token: string; requested: boolean };

/** `busy`: another process is computing the copy. */
export type CopyLookup = { copy: Buffer } | { lock: CopyLock } | 'busy';

const toLockKey = (key: string) => `${key}:lock`;
const toWantedKey = (key: string) => `${key}:wanted`;

/**
 * Reads the copy under `key`, or acquires the lock to compute it.
 * @throws Error when Redis is down
 */
export async function readCopyOrLock(redis: Redis, key: string): Promise<CopyLookup> {
  const token = uuidv7();
  const keys = [key, toLockKey(key), toWantedKey(key)];
  const reply = await (redis as CopyRedis).readOrLockCopyBuffer(...keys, token, LOCK_MS, TTL_SECONDS);
  if (Buffer.isBuffer(reply)) return { copy: reply };
  return reply === 0 ? 'busy' : { lock: { token, requested: reply === 2 } };
}

/**
 * Stores a copy under `key` and releases the lock of `lockedKey`. If `store` is false, the copy is stored only if another process
 * waits for it.
 * @throws Error when Redis is down; the lock then expires by itself
 */
export async function storeCopy(
  redis: Redis,
  { key, lockedKey }: { key: string; lockedKey: string },
  copy: Buffer,
  { token, store }: { token: string; store: boolean },
): Promise<void> {
  const scripts = redis as CopyRedis;
  if (!store && (await scripts.unlockUnwantedCopy(toLockKey(lockedKey), toWantedKey(lockedKey), token)) === 0) return;
  await Promise.all([redis.set(key, copy, 'EX', TTL_SECONDS), unlockCopyKey(redis, lockedKey, token)]);
}

/**
 * Releases the lock of `key`.
 * @throws Error when Redis is down; the lock then expires by itself
 */
export async function unlockCopyKey(redis: Redis, key: string, token: string): Promise<void> {
  await (redis as CopyRedis).unlockCopy(toLockKey(key), token);
}
