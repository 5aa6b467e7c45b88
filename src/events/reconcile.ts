import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../database/transaction.ts';
import type { DueEvent } from './start-relay.ts';
import { TOPIC_NAMES, type Topic } from './topics.ts';

/** An event, and a subscriber without a done receipt for it. */
export type MissingReceipt = DueEvent & { subscriber: string };

export type Reconciliation = {
  listSubscribers: (topic: Topic) => readonly string[];
  /** Queues lost jobs again and returns how many; jobs that are waiting, running or dead stay unchanged. */
  requeue: (missing: MissingReceipt[]) => Promise<number>;
  /** The milliseconds that must have passed since an event's dispatch, or since its last check, before it is checked. */
  afterMs: number;
};

const BATCH_SIZE = 500;

type Row = DueEvent & { done: string[] };

/**
 * Compares dispatched events with their receipts. Settles events that every subscriber has applied, and requeues jobs that the
 * queues have lost, so that no event is lost if Redis loses its data. Reads only unsettled events of topics that this release
 * knows, each at most once per `afterMs`. Several processes may run it concurrently.
 */
export async function reconcile(
  payload: Payload,
  options: Reconciliation,
): Promise<{ settled: number; requeued: number }> {
  const total = { settled: 0, requeued: 0 };
  for (let checked = BATCH_SIZE; checked === BATCH_SIZE; ) {
    const batch = await reconcileBatch(payload, options);
    total.settled += batch.settled;
    total.requeued += batch.requeued;
    checked = batch.checked;
  }
  return total;
}

function reconcileBatch(payload: Payload, { listSubscribers, requeue, afterMs }: Reconciliation) {
  return database(payload).transaction(async (tx) => {
    const { rows } = await tx.execute<Row>(sql`
      SELECT id, topic, correlation_id AS "correlationId", traceparent,
        ARRAY(SELECT subscriber FROM event_receipts WHERE event_id = id AND done_at IS NOT NULL) AS done
      FROM domain_events
      WHERE settled_at IS NULL AND topic = ANY(${sql.param(TOPIC_NAMES)}::text[]) AND checked_at < now() - ${afterMs} * interval '1 millisecond'
      ORDER BY checked_at LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED`);
    const missing = rows.flatMap((row) => findMissing(row, listSubscribers(row.topic)));
    const requeued = missing.length > 0 ? await requeue(missing) : 0;
    const openIds = new Set(missing.map(({ id }) => id));
    const settled = rows.filter(({ id }) => !openIds.has(id)).map(({ id }) => id);
    await tx.execute(sql`
      UPDATE domain_events SET checked_at = now(),
        settled_at = CASE WHEN id = ANY(${sql.param(settled)}::uuid[]) THEN now() END
      WHERE id = ANY(${sql.param(rows.map(({ id }) => id))}::uuid[])`);
    return { checked: rows.length, settled: settled.length, requeued };
  });
}

function findMissing({ done, ...event }: Row, subscribers: readonly string[]): MissingReceipt[] {
  return subscribers.filter((name) => !done.includes(name)).map((subscriber) => ({ ...event, subscriber }));
}
