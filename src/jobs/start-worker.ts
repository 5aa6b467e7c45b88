import { setTimeout as pause } from 'node:timers/promises';
import type { Payload } from 'payload';
import { domainOf } from '../domain.ts';
import { startRelay } from '../events/relay.ts';
import { WAKE_CHANNEL } from '../events/wake.ts';
import { assertRedisWrites } from '../redis.ts';
import { startFlusher } from '../services/analytics/flush/flusher.ts';
import { timeLimit } from '../time-limit.ts';
import { type Connections, connect, disconnect } from './connections.ts';
import { dispatcher } from './dispatch.ts';
import { keepPublishing } from './keep-publishing.ts';
import { keepSchedules } from './keep-schedules.ts';
import { openWorkers } from './open-workers.ts';
import { openQueues, QUEUE_NAMES } from './queues.ts';
import { overdue } from './schedule-times.ts';
import { schedules as schedulesOf } from './schedules.ts';
import { sparing } from './sparing.ts';
import { TIMINGS, type Timings } from './timings.ts';

/** Whether a worker does its work: the age of its relay's last look at the outbox, and whether its queues take jobs. */
export type WorkerHealth = { ok: boolean; relay: { ok: boolean; seconds: number }; queues: { ok: boolean } };

export type RunningWorker = {
  health(): Promise<WorkerHealth>;
  /** Seconds by which each schedule is late, whichever worker runs it. */
  overdue(): Promise<Map<string, number>>;
  /** Takes no more jobs, finishes those in hand as far as its patience goes, and lets go of Redis. */
  close(): Promise<void>;
};

/** A relay looks each second, and each 5 s while Postgres or Redis is away. */
const RELAY_PATIENCE_S = 20;
const PROBE_MS = 2000;

/**
 * Starts everything a worker does: the relay, the job workers and the schedules. Any number of them may run, each may be
 * killed at any instant, and none ends because Postgres or Redis is away.
 */
export function startWorker(payload: Payload, overrides: Partial<Timings> = {}): RunningWorker {
  const timings = { ...TIMINGS, ...overrides };
  const onError = sparing((err) => payload.logger.warn({ err }, 'The worker has trouble with Redis.'));
  const connections = connect(domainOf(payload).redisUrl, onError);
  const queues = openQueues(connections.bus, onError);
  const relay = startRelay(payload, whileReady(connections, dispatcher(queues)));
  listen(connections, relay.wake);
  const schedules = schedulesOf(queues, timings);
  const stopSchedules = keepSchedules(
    payload,
    { queues, redis: connections.bus },
    schedules,
    Math.min(30_000, timings.minute),
  );
  const stopPublishing = keepPublishing(payload, timings.publish);
  const flusher = startFlusher(payload, connections.bus, timings);
  const workers = openWorkers(payload, { ...connections, schedules, timings, onError });

  return {
    overdue: () => overdue(connections.bus, schedules),
    health: async () => {
      const seconds = Math.round(relay.silence() / 1000);
      const relayed = seconds < RELAY_PATIENCE_S;
      const queueing = await timeLimit(PROBE_MS, assertRedisWrites(connections.bus)).then(
        () => true,
        () => false,
      );
      return { ok: relayed && queueing, relay: { ok: relayed, seconds }, queues: { ok: queueing } };
    },
    close: async () => {
      stopSchedules();
      const closing = workers.map((worker) => worker.close());
      const finished = Promise.all([relay.stop(), stopPublishing(), flusher.stop(), ...closing]);
      const late = pause(timings.patience, 'late' as const, { ref: false });
      if ((await Promise.race([finished, late])) === 'late') {
        payload.logger.warn('Jobs were still running at shutdown; another worker takes them up.');
      }
      await Promise.race([Promise.all(QUEUE_NAMES.map((name) => queues[name].close())), pause(1000)]);
      disconnect(connections);
    },
  };
}

/** BullMQ waits for a connection that never was; with a transaction open that must be an error instead. */
function whileReady<T extends unknown[]>({ bus }: Connections, work: (...args: T) => Promise<void>) {
  return async (...args: T): Promise<void> => {
    if (bus.status !== 'ready') throw new Error('Redis is away.');
    await work(...args);
  };
}

function listen({ listener }: Connections, wake: () => void): void {
  listener.on('message', wake);
  // After an outage the connection subscribes again by itself; what was committed meanwhile is found by the poll.
  listener.subscribe(WAKE_CHANNEL).catch(() => {});
}
