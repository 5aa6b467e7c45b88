import { once } from 'node:events';
import { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { Problem } from './problem.ts';
import { runtimeOf } from './runtime.ts';

/** The errors of a server that does not accept writes. After a failover, the same address may lead to another server. */
const NOT_THE_PRIMARY = /\b(READONLY|NOREPLICAS|MASTERDOWN|LOADING)\b/;

/**
 * Minimum milliseconds between two reconnections because of {@link NOT_THE_PRIMARY}. Until the failover is complete, the address
 * leads to the same server, so reconnecting faster would not help.
 */
const RECONNECT_PAUSE_MS = 500;

/**
 * Options of every connection. The socket to a demoted or hanging server stays open, so the client reconnects after an error that
 * matches {@link NOT_THE_PRIMARY}, and after `maxSilenceMs` without a reply.
 */
export function redisOptions(maxSilenceMs: number) {
  let reconnected = Number.NEGATIVE_INFINITY;
  return {
    retryStrategy: (attempt: number) => Math.min(attempt * 100, 1000),
    socketTimeout: maxSilenceMs,
    reconnectOnError: ({ message }: Error) => {
      const now = performance.now();
      if (!NOT_THE_PRIMARY.test(message) || now - reconnected < RECONNECT_PAUSE_MS) return false;
      reconnected = now;
      return true;
    },
  };
}

/** KEYS: lock. ARGV: token. Deletes the lock only if it still contains the caller's token: a later holder keeps its lock. */
export const RELEASE_LOCK_SCRIPT = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/** Lua scripts by name. A connection offers each script as a command of that name. */
export type RedisScripts = Record<string, { numberOfKeys: number; lua: string }>;

/**
 * Creates a connection for requests. While Redis is down, commands fail at once, so that callers can do without Redis instead of
 * waiting (docs/spec/api.md#without-redis-or-postgres). The connection reconnects by itself.
 *
 * ioredis sends commands in batches, and a batch can call only the scripts that were defined before the batch began. If it calls
 * a script that was defined later, ioredis throws an error that no code can catch, and the process ends. Therefore `scripts` are
 * defined here, and scripts that libraries define later are sent outside of batches.
 */
export function createRequestRedis(url: string, scripts: RedisScripts = {}): Redis {
  const unbatched: string[] = [];
  const redis = new Redis(url, {
    ...redisOptions(3000),
    scripts,
    autoPipeliningIgnoredCommands: unbatched,
    lazyConnect: true,
    // All commands of one tick are sent in one socket write, because a write costs more than a command.
    enableAutoPipelining: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 1000,
    commandTimeout: 1000,
  });
  const define = redis.defineCommand.bind(redis);
  redis.defineCommand = (name, definition) => {
    if (!unbatched.includes(name)) unbatched.push(name);
    define(name, definition);
  };
  // A failed command rejects its own promise. Without this listener, ioredis would also print an error for every retry.
  redis.on('error', () => {});
  return redis;
}

/** The longest duration of a Redis command: BullMQ waits up to 10 s for a job in one command. */
const LONGEST_COMMAND_MS = 10_000;

/** Creates a connection for BullMQ workers and for subscriptions. While Redis is down, its commands wait. */
export function createWorkerRedis(url: string): Redis {
  return new Redis(url, { ...redisOptions(LONGEST_COMMAND_MS + 5000), maxRetriesPerRequest: null });
}

const HEALTH_KEY = 'health';

/**
 * Checks Redis by writing a key. PING would not suffice: a replica, a full server, and a primary without its replicas respond to
 * it.
 * @throws Error from Redis, or the network error
 */
export async function assertRedisWritable(redis: Redis): Promise<void> {
  if (redis.status === 'wait') await redis.connect();
  else if (redis.status === 'connecting' || redis.status === 'connect') await once(redis, 'ready');
  await redis.set(HEALTH_KEY, '1', 'EX', 60);
}

const FIRST_MS = 200;
const MAX_MS = 5000;

/** Milliseconds to wait after `failures` failures in a row: 200 ms after the first, then doubled each time, at most 5 s. */
export const computeReconnectDelayMs = (failures: number): number => Math.min(FIRST_MS * 2 ** (failures - 1), MAX_MS);

/**
 * Converts a failure of Redis to a 503.
 * @throws Problem unavailable, always
 */
export function throwUnavailable(cause: unknown): never {
  const headers = { 'Retry-After': '5' };
  throw new Problem('unavailable', 'Codes cannot be sent or checked at the moment. Try again in a few minutes.', {
    headers,
    cause,
  });
}

/**
 * Runs `command` on Redis, which stores the one-time codes. Without Redis, the response is 503
 * (docs/spec/api.md#without-redis-or-postgres): there is no fallback, because attempts to enter a code must be counted
 * across all processes.
 * @throws Problem unavailable if Redis fails or is down
 */
export async function runOnRedis<T>(payload: Payload, command: (redis: Redis) => Promise<T>): Promise<T> {
  return command(runtimeOf(payload).redis).catch(throwUnavailable);
}

/**
 * Refuses a request if Redis is down, before anything is stored. For routes that need Redis later on.
 * @throws Problem unavailable
 */
export async function requireRedis(payload: Payload): Promise<void> {
  await runOnRedis(payload, (redis) => redis.ping());
}
