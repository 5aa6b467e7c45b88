import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { WAKE_CHANNEL } from '../events/emit.ts';
import { openQueues, QUEUE_NAMES } from '../events/queues.ts';
import { startRelay } from '../events/start-relay.ts';
import { withTimeLimit } from '../lib/concurrency.ts';
import { assertRedisWritable, createWorkerRedis, redisOptions } from '../lib/redis.ts';
import { runtimeOf } from '../lib/runtime.ts';
import { startFlusher } from '../services/analytics/index.ts';
import { startPublishing } from './content/content-tasks.ts';
import { createDispatch } from './dispatch.ts';
import { openWorkers } from './open-workers.ts';
import { createSchedules } from './schedules.ts';
import { readOverdueSeconds, startSchedules } from './start-schedules.ts';
import { TIMINGS, type Timings } from './timings.ts';

export type Connections = {
  /** Fetches jobs. While Redis is down, commands on this connection wait without a time limit. */
  worker: Redis;
  /**
   * Adds jobs and reads queues, also while a database transaction is open. So while Redis is down, commands on this connection
   * fail instead of waiting.
   */
  bus: Redis;
  /** Subscribes to the wake-up channel; a subscribed connection can send no other commands. */
  listener: Redis;
};

/**
 * The time limit for a command of `bus`: long enough to add some thousand jobs on a busy machine. Postgres ends a transaction
 * that waits longer anyway.
 */
const BUS_TIMEOUT_MS = 10_000;

/** Opens a worker's Redis connections; each reconnects by itself after an outage. */
export function openConnections(url: string, onError: (error: Error) => void): Connections {
  const bus = new Redis(url, {
    ...redisOptions(BUS_TIMEOUT_MS),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: BUS_TIMEOUT_MS,
  });
  const connections = { worker: createWorkerRedis(url), bus, listener: createWorkerRedis(url) };
  for (const connection of Object.values(connections)) connection.on('error', onError);
  return connections;
}

/** Closes the connections at once. Call it after the running jobs have finished, or after the time limit for them. */
export function closeConnections(connections: Connections): void {
  for (const connection of Object.values(connections)) connection.disconnect();
}

const QUIET_MS = 10_000;

/** Returns a function that reports at most one error per 10 s, because during an outage each connection repeats its error. */
export function throttleErrors(report: (error: Error) => void): (error: Error) => void {
  let quietUntil = 0;
  return (error) => {
    const now = Date.now();
    if (now < quietUntil) return;
    quietUntil = now + QUIET_MS;
    report(error);
  };
}

/** Health of a worker: the seconds since its relay last polled the outbox, and whether Redis accepts writes. */
export type WorkerHealth = { ok: boolean; relay: { ok: boolean; seconds: number }; queues: { ok: boolean } };

export type RunningWorker = {
  health(): Promise<WorkerHealth>;
  /** Seconds by which each schedule is overdue, for all workers together. */
  overdueSeconds(): Promise<Map<string, number>>;
  /** Stops fetching jobs, waits up to `drainMs` for the running jobs, and closes the Redis connections. */
  close(): Promise<void>;
};

const PROBE_MS = 2000;

/**
 * Starts a worker: the relay, the job workers, the schedules, the publisher of posts and the analytics flusher. Several workers
 * may run concurrently. A worker may be killed at any time, and keeps running while Postgres or Redis is down.
 */
export function startWorker(payload: Payload, overrides: Partial<Timings> = {}): RunningWorker {
  const timings = { ...TIMINGS, ...overrides };
  const onError = throttleErrors((err) => payload.logger.warn({ err }, "The worker's connection to Redis failed."));
  const connections = openConnections(runtimeOf(payload).redisUrl, onError);
  const queues = openQueues(connections.bus, onError);
  const relay = startRelay(payload, whenReady(connections, createDispatch(queues)));
  subscribeToWake(connections, relay.wake);
  const schedules = createSchedules(queues, timings);
  const stopSchedules = startSchedules(
    payload,
    { queues, redis: connections.bus },
    schedules,
    Math.min(30_000, timings.scheduleIntervalMs),
  );
  const stopPublishing = startPublishing(payload, timings.publishPollMs);
  const flusher = startFlusher(payload, connections.bus, timings);
  const workers = openWorkers(payload, { ...connections, schedules, timings, onError });

  return {
    overdueSeconds: () => readOverdueSeconds(connections.bus, schedules),
    health: async () => {
      const silenceMs = relay.silenceMs();
      const seconds = Math.round(silenceMs / 1000);
      const isRelayOk = silenceMs < timings.relaySilenceMs;
      const areQueuesOk = await withTimeLimit(PROBE_MS, assertRedisWritable(connections.bus)).then(
        () => true,
        () => false,
      );
      return { ok: isRelayOk && areQueuesOk, relay: { ok: isRelayOk, seconds }, queues: { ok: areQueuesOk } };
    },
    close: async () => {
      stopSchedules();
      const closing = workers.map((worker) => worker.close());
      const finished = Promise.all([relay.stop(), stopPublishing(), flusher.stop(), ...closing]);
      const late = pause(timings.drainMs, 'late' as const, { ref: false });
      if ((await Promise.race([finished, late])) === 'late') {
        payload.logger.warn('Jobs were still running at shutdown. Another worker will take them over.');
      }
      await Promise.race([Promise.all(QUEUE_NAMES.map((name) => queues[name].close())), pause(1000)]);
      closeConnections(connections);
    },
  };
}

/** Makes `work` throw while Redis is not connected. Otherwise BullMQ would wait while the relay's transaction is open. */
function whenReady<T extends unknown[]>({ bus }: Connections, work: (...args: T) => Promise<void>) {
  return async (...args: T): Promise<void> => {
    if (bus.status !== 'ready') throw new Error('Redis cannot be reached.');
    await work(...args);
  };
}

function subscribeToWake({ listener }: Connections, wake: () => void): void {
  listener.on('message', wake);
  // After an outage ioredis subscribes again by itself, and the relay's next poll finds the events that were emitted in the
  // meantime.
  listener.subscribe(WAKE_CHANNEL).catch(() => {});
}
