import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../database/transaction.ts';
import type { DueEvent } from './relay.ts';
import { TOPIC_NAMES, type Topic } from './topics.ts';

/** An event that one subscriber has no receipt for. */
export type Missing = DueEvent & { subscriber: string };

export type Reconciliation = {
  subscribersOf: (topic: Topic) => readonly string[];
  /** Queues those again whose job is gone; leaves what still waits, runs or is dead. Returns how many it queued. */
  requeue: (missing: Missing[]) => Promise<number>;
  /** Milliseconds since the dispatch, or since the last look, after which an event is looked at. */
  after: number;
};

const BATCH = 500;

type Row = DueEvent & { done: string[] };

/**
 * Compares what was dispatched with the receipts: settles the events that every subscriber is done with, and queues again
 * what the queues have lost, so that losing Redis loses nothing. It reads unsettled events alone, each at most once per
 * `after`, and of topics this release knows; any number of processes may run it at once.
 */
export async function reconcile(
  payload: Payload,
  options: Reconciliation,
): Promise<{ settled: number; requeued: number }> {
  const total = { settled: 0, requeued: 0 };
  for (let looked = BATCH; looked === BATCH; ) {
    const batch = await reconcileBatch(payload, options);
    total.settled += batch.settled;
    total.requeued += batch.requeued;
    looked = batch.looked;
  }
  return total;
}

function reconcileBatch(payload: Payload, { subscribersOf, requeue, after }: Reconciliation) {
  return database(payload).transaction(async (tx) => {
    const { rows } = await tx.execute<Row>(sql`
      SELECT id, topic, correlation_id AS "correlationId", traceparent,
        ARRAY(SELECT subscriber FROM event_receipts WHERE event_id = id AND done_at IS NOT NULL) AS done
      FROM domain_events
      WHERE settled_at IS NULL AND topic = ANY(${sql.param(TOPIC_NAMES)}::text[]) AND checked_at < now() - ${after} * interval '1 millisecond'
      ORDER BY checked_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`);
    const missing = rows.flatMap((row) => missingOf(row, subscribersOf(row.topic)));
    const requeued = missing.length > 0 ? await requeue(missing) : 0;
    const open = new Set(missing.map(({ id }) => id));
    const settled = rows.filter(({ id }) => !open.has(id)).map(({ id }) => id);
    await tx.execute(sql`
      UPDATE domain_events SET checked_at = now(),
        settled_at = CASE WHEN id = ANY(${sql.param(settled)}::uuid[]) THEN now() END
      WHERE id = ANY(${sql.param(rows.map(({ id }) => id))}::uuid[])`);
    return { looked: rows.length, settled: settled.length, requeued };
  });
}

function missingOf({ done, ...event }: Row, subscribers: readonly string[]): Missing[] {
  return subscribers.filter((name) => !done.includes(name)).map((subscriber) => ({ ...event, subscriber }));
}
