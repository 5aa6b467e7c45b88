import { Redis } from 'ioredis';

/**
 * A connection for requests: a command fails at once while Redis is away, so callers can fall back (api.md, "Without
 * Redis") instead of waiting. It reconnects by itself.
 */
export function requestRedis(url: string): Redis {
  return new Redis(url, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 1000,
    commandTimeout: 1000,
    retryStrategy: (attempt) => Math.min(attempt * 100, 1000),
  });
}

/** A connection for BullMQ workers and subscribers: they wait for Redis as long as it takes. */
export function workerRedis(url: string): Redis {
  return new Redis(url, { maxRetriesPerRequest: null, retryStrategy: (attempt) => Math.min(attempt * 100, 1000) });
}
