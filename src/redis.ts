import { once } from 'node:events';
import { Redis } from 'ioredis';

/** Answers of a server that takes no writes, or not yet: after a failover the address leads to another one. */
const NOT_THE_PRIMARY = /\b(READONLY|NOREPLICAS|MASTERDOWN|LOADING)\b/;

/** Milliseconds between two such reconnections: without another server at the address they change nothing. */
const RECONNECT_PAUSE = 500;

/**
 * What every connection has in common. The socket to a server that was demoted, or that hangs, stays open: the connection is made
 * anew when an answer says so, or when no answer has come for `silence` milliseconds.
 */
export function redisOptions(silence: number) {
  let reconnected = Number.NEGATIVE_INFINITY;
  return {
    retryStrategy: (attempt: number) => Math.min(attempt * 100, 1000),
    socketTimeout: silence,
    reconnectOnError: ({ message }: Error) => {
      const now = performance.now();
      if (!NOT_THE_PRIMARY.test(message) || now - reconnected < RECONNECT_PAUSE) return false;
      reconnected = now;
      return true;
    },
  };
}

/**
 * A connection for requests: a command fails at once while Redis is away, so callers can fall back (api.md, "Without
 * Redis") instead of waiting. It reconnects by itself.
 */
export function requestRedis(url: string): Redis {
  const redis = new Redis(url, {
    ...redisOptions(3000),
    lazyConnect: true,
    // Commands of one tick go out in one write: a write to a socket costs more than the command.
    enableAutoPipelining: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 1000,
    commandTimeout: 1000,
  });
  // Each command that fails says so to its caller; an `error` nobody listens to would be printed for every retry.
  redis.on('error', () => {});
  return redis;
}

/** BullMQ waits for a job for up to 10 s in one command. */
const LONGEST_COMMAND = 10_000;

/** A connection for BullMQ workers and subscribers: they wait for Redis as long as it takes. */
export function workerRedis(url: string): Redis {
  return new Redis(url, { ...redisOptions(LONGEST_COMMAND + 5000), maxRetriesPerRequest: null });
}

const HEALTH_KEY = 'health';

/**
 * Writes a key, as all work does: a replica, a full server and one without its replicas still answer PING.
 * @throws Redis' refusal, or the network's error.
 */
export async function assertRedisWrites(redis: Redis): Promise<void> {
  if (redis.status === 'wait') await redis.connect();
  else if (redis.status === 'connecting' || redis.status === 'connect') await once(redis, 'ready');
  await redis.set(HEALTH_KEY, '1', 'EX', 60);
}
