import { Redis } from 'ioredis';
import { redisOptions, workerRedis } from '../redis.ts';

export type Connections = {
  /** For taking jobs: waits for Redis as long as it takes. */
  worker: Redis;
  /** For adding jobs and looking at queues while a transaction is open: fails instead of waiting. */
  bus: Redis;
  /** For the wake-up channel; a connection that listens can do nothing else. */
  listener: Redis;
};

/** A batch of some thousand jobs on a busy machine; the transaction that waits for it is cut at the same time. */
const BUS_TIMEOUT = 10_000;

/** Opens a worker's connections to Redis; each comes back by itself after an outage. */
export function connect(url: string, onError: (error: Error) => void): Connections {
  const bus = new Redis(url, {
    ...redisOptions(BUS_TIMEOUT),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: BUS_TIMEOUT,
  });
  const connections = { worker: workerRedis(url), bus, listener: workerRedis(url) };
  for (const connection of Object.values(connections)) connection.on('error', onError);
  return connections;
}

/** Closes them at once: what is in flight has been waited for, or is given up. */
export function disconnect(connections: Connections): void {
  for (const connection of Object.values(connections)) connection.disconnect();
}
