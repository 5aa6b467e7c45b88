import { setTimeout as pause } from 'node:timers/promises';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../database/transaction.ts';
import { crashPoint } from './crash-points.ts';
import { TOPIC_NAMES, type Topic } from './topics.ts';

/** What a relay needs to know of an event; the payload stays in Postgres. */
export type DueEvent = {
  id: string;
  topic: Topic;
  correlationId: string;
  /** Of the work that emitted it, when that was traced: beside the envelope, whose shape is law. */
  traceparent: string | null;
};

/** Queues the work for these events; doing so again for the same ones changes nothing. */
export type Dispatch = (events: DueEvent[]) => Promise<void>;

const BATCH = 500;

/** Only of topics this release knows: those of a newer process wait for a newer relay instead of finding no subscriber. */
const KNOWN = sql.param(TOPIC_NAMES);

/**
 * Dispatches the oldest events that no relay has at hand, in one transaction: a crash before its commit dispatches them
 * again. Claimed row by row, never by "id greater than the last": commit order is not id order.
 * @returns how many, at most {@link BATCH}.
 */
export function dispatchBatch(payload: Payload, dispatch: Dispatch): Promise<number> {
  return database(payload).transaction(async (tx) => {
    const { rows } = await tx.execute<DueEvent>(sql`
      SELECT id, topic, correlation_id AS "correlationId", traceparent FROM domain_events
      WHERE dispatched_at IS NULL AND topic = ANY(${KNOWN}::text[])
      ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`);
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
  /** Milliseconds since it last looked at the outbox with success. */
  silence(): number;
  /** Something was committed: look at once. Any number of calls while it looks is one more look. */
  wake(): void;
  /** Resolves when the batch in hand is done. */
  stop(): Promise<void>;
};

const POLL = 1000;
const LONGEST_BACKOFF = 5000;

/**
 * Brings committed events to the queues until stopped: when woken, and each second in case a wake-up was lost. Postgres or
 * Redis away: it tries again, more slowly, for as long as it takes. Any number of relays may run.
 */
export function startRelay(payload: Payload, dispatch: Dispatch): Relay {
  let woken = false;
  let stopped = false;
  let failures = 0;
  let sleep = new AbortController();
  let looked = performance.now();

  const look = async () => {
    woken = false;
    try {
      woken = (await dispatchBatch(payload, dispatch)) === BATCH || woken;
      failures = 0;
      looked = performance.now();
    } catch (err) {
      failures += 1;
      payload.logger.warn({ err, failures }, 'Events wait: the relay cannot reach Postgres or Redis.');
    }
  };

  const rest = () => {
    sleep = new AbortController();
    const backoff = Math.min(100 * 2 ** failures, LONGEST_BACKOFF);
    return pause(failures > 0 ? backoff : POLL, undefined, { signal: sleep.signal }).catch(() => {});
  };

  const run = async () => {
    while (!stopped) {
      await look();
      if (!stopped && (failures > 0 || !woken)) await rest();
    }
  };
  const running = run();

  return {
    silence: () => performance.now() - looked,
    wake: () => {
      woken = true;
      if (failures === 0) sleep.abort();
    },
    stop: async () => {
      stopped = true;
      sleep.abort();
      await running;
    },
  };
}
