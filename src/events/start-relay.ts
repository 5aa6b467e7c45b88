import { setTimeout as pause } from 'node:timers/promises';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../database/transaction.ts';
import { computeReconnectDelayMs } from '../lib/redis.ts';
import { crashPoint } from './crash-points.ts';
import { TOPIC_NAMES, type Topic } from './topics.ts';

/** The part of an event that a relay reads; the payload stays in Postgres. */
export type DueEvent = {
  id: string;
  topic: Topic;
  correlationId: string;
  /** Trace context of the work that emitted the event, if traced. Not part of the envelope, whose shape is fixed. */
  traceparent: string | null;
};

/** Queues the jobs of these events; idempotent. */
export type Dispatch = (events: DueEvent[]) => Promise<void>;

const BATCH_SIZE = 500;

/**
 * The topics of this release. Events of other topics wait for a relay of a newer release, because this release has no subscribers
 * for them.
 */
const KNOWN_TOPICS = sql.param(TOPIC_NAMES);

/**
 * Dispatches, in one transaction, the oldest undispatched events that no other relay has locked. After a crash before the
 * commit, the events are dispatched again. The relay does not simply continue after the last dispatched id, because events do
 * not commit in the order of their ids.
 * @returns the number of dispatched events, at most {@link BATCH_SIZE}
 */
export function dispatchBatch(payload: Payload, dispatch: Dispatch): Promise<number> {
  return database(payload).transaction(async (tx) => {
    const { rows } = await tx.execute<DueEvent>(sql`
      SELECT id, topic, correlation_id AS "correlationId", traceparent FROM domain_events
      WHERE dispatched_at IS NULL AND topic = ANY(${KNOWN_TOPICS}::text[])
      ORDER BY id LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED`);
    if (rows.length === 0) return 0;
    await dispatch(rows);
    crashPoint('after-enqueue');
    const ids = sql.param(rows.map(({ id }) => id));
    await tx.execute(sql`
      UPDATE domain_events SET dispatched_at = clock_timestamp(), checked_at = clock_timestamp()
      WHERE id = ANY(${ids}::uuid[])`);
    return rows.length;
  });
}

export type Relay = {
  /** Milliseconds since the last successful poll of the outbox. */
  silenceMs(): number;
  /** Polls the outbox at once, or at the next retry while Postgres or Redis is down. Calls during a poll cause one more poll. */
  wake(): void;
  /** Stops the relay; resolves when the current batch is done. */
  stop(): Promise<void>;
};

const POLL_MS = 1000;

/**
 * Dispatches committed events until stopped: on each wake-up, and every second in case a wake-up was lost. While Postgres or
 * Redis is down, the relay retries with exponential backoff. Several relays may run concurrently.
 */
export function startRelay(payload: Payload, dispatch: Dispatch): Relay {
  let woken = false;
  let stopped = false;
  let failures = 0;
  let sleepController = new AbortController();
  let lastPolledAt = performance.now();

  const poll = async () => {
    woken = false;
    try {
      woken = (await dispatchBatch(payload, dispatch)) === BATCH_SIZE || woken;
      failures = 0;
      lastPolledAt = performance.now();
    } catch (err) {
      failures += 1;
      payload.logger.warn({ err, failures }, 'The relay cannot reach Postgres or Redis. Events are waiting.');
    }
  };

  const waitForNextPoll = () => {
    sleepController = new AbortController();
    return pause(failures > 0 ? computeReconnectDelayMs(failures) : POLL_MS, undefined, {
      signal: sleepController.signal,
    }).catch(() => {});
  };

  const run = async () => {
    while (!stopped) {
      await poll();
      if (!stopped && (failures > 0 || !woken)) await waitForNextPoll();
    }
  };
  const running = run();

  return {
    silenceMs: () => performance.now() - lastPolledAt,
    wake: () => {
      woken = true;
      if (failures === 0) sleepController.abort();
    },
    stop: async () => {
      stopped = true;
      sleepController.abort();
      await running;
    },
  };
}
