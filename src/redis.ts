import { Redis } from 'ioredis';

/**
 * A connection for requests: a command fails at once while Redis is away, so callers can fall back (api.md, "Without
 * Redis") instead of waiting. It reconnects by itself.
 */
export function requestRedis(url: string): Redis {
  const redis = new Redis(url, {
    lazyConnect: true,
    // Commands of one tick go out in one write: a write to a socket costs more than the command.
    enableAutoPipelining: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 1000,
    commandTimeout: 1000,
    retryStrategy: (attempt) => Math.min(attempt * 100, 1000),
  });
  // Each command that fails says so to its caller; an `error` nobody listens to would be printed for every retry.
  redis.on('error', () => {});
  return redis;
}

/** A connection for BullMQ workers and subscribers: they wait for Redis as long as it takes. */
export function workerRedis(url: string): Redis {
  return new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (attempt) => Math.min(attempt * 100, 1000) });
}
