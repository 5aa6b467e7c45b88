import type { Redis } from 'ioredis';
import { uuidv7 } from '../ids.ts';

/** How long an answer is kept (data-flow.md, flow 2). */
export const TTL_SECONDS = 60;
/** Longer than a computation takes; a process that dies in one holds the others up for this long. */
const LOCK_MS = 3000;

/**
 * KEYS: copy, lock, wanted. ARGV: token, milliseconds of the lock, seconds of a copy. Gives the copy, or whether to make it:
 * 0 another process does, 1 nobody has asked for it lately, 2 somebody has.
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

/** KEYS: lock, wanted. ARGV: token. Frees the lock, unless somebody waits: then 1, and the copy is to be stored first. */
const UNLOCK_UNWANTED = `
  if redis.call('get', KEYS[2]) == '1' then return 1 end
  if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end
  return 0`;

/** KEYS: lock. ARGV: token. Frees the lock only while it is still the caller's. */
const UNLOCK = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

type Scripts = {
  readOrLockCopyBuffer(...args: (string | number)[]): Promise<Buffer | number>;
  unlockUnwantedCopy(...args: string[]): Promise<number>;
  unlockCopy(...args: string[]): Promise<number>;
};

/** The right to make a copy; `asked` when somebody has asked for it before. */
type MakeWith = { token: string; asked: boolean };

/** `busy`: another process is making the copy at this moment. */
export type Copy = { copy: Buffer } | { makeWith: MakeWith } | 'busy';

const lockOf = (key: string) => `${key}:lock`;
const wantedOf = (key: string) => `${key}:wanted`;

/** The commands, known to Redis by their hashes. */
function scriptsOf(redis: Redis): Scripts {
  if (!('readOrLockCopy' in redis)) {
    redis.defineCommand('readOrLockCopy', { numberOfKeys: 3, lua: READ_OR_LOCK });
    redis.defineCommand('unlockUnwantedCopy', { numberOfKeys: 2, lua: UNLOCK_UNWANTED });
    redis.defineCommand('unlockCopy', { numberOfKeys: 1, lua: UNLOCK });
  }
  return redis as unknown as Scripts;
}

/** Reads what a process has stored under `key`, or takes it on to make it. @throws when Redis is away. */
export async function readOrLock(redis: Redis, key: string): Promise<Copy> {
  const token = uuidv7();
  const keys = [key, lockOf(key), wantedOf(key)];
  const found = await scriptsOf(redis).readOrLockCopyBuffer(...keys, token, LOCK_MS, TTL_SECONDS);
  if (Buffer.isBuffer(found)) return { copy: found };
  return found === 0 ? 'busy' : { makeWith: { token, asked: found === 2 } };
}

/**
 * Stores a copy under `key`, without `store` only if others wait for it, and lets others make the one of `lockedKey`.
 * @throws when Redis is away: then the lock ends by itself.
 */
export async function storeCopy(
  redis: Redis,
  { key, lockedKey }: { key: string; lockedKey: string },
  copy: Buffer,
  { token, store }: { token: string; store: boolean },
): Promise<void> {
  const scripts = scriptsOf(redis);
  if (!store && (await scripts.unlockUnwantedCopy(lockOf(lockedKey), wantedOf(lockedKey), token)) === 0) return;
  await Promise.all([redis.set(key, copy, 'EX', TTL_SECONDS), unlock(redis, lockedKey, token)]);
}

/** Lets others make the copy of `key`. @throws when Redis is away: then the lock ends by itself. */
export async function unlock(redis: Redis, key: string, token: string): Promise<void> {
  await scriptsOf(redis).unlockCopy(lockOf(key), token);
}
