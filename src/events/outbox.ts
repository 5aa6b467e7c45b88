import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import type { Executor } from '../database/executor.ts';
import { database, transactionOf, withTransaction } from '../database/transaction.ts';
import { TOPIC_NAMES } from './topics.ts';

/**
 * The number of committed events that are not dispatched yet, and the age of the oldest in seconds; 0 and 0 if there are none.
 * Topics that this release does not know are excluded, because its relays skip them (see {@link countUnknownTopics}).
 */
export type OutboxBacklog = { events: number; seconds: number };

/** The SELECT that returns the {@link OutboxBacklog} as one JSON value. */
export const outboxBacklogSql = sql`
  SELECT json_build_object('events', count(*),
    'seconds', coalesce(extract(epoch FROM now() - min(timestamp)), 0)::float8) AS backlog
  FROM domain_events WHERE dispatched_at IS NULL AND topic = ANY(${sql.param(TOPIC_NAMES)}::text[])`;

/** Reads the outbox backlog. The backlog grows if no worker runs, or if no worker can reach Redis. */
export async function readOutboxBacklog(payload: Payload): Promise<OutboxBacklog> {
  const { rows } = await database(payload).execute<{ backlog: OutboxBacklog }>(outboxBacklogSql);
  return (rows[0] as { backlog: OutboxBacklog }).backlog;
}

/**
 * The number of events of a topic that this release does not know: a newer release emitted them before the site was rolled back.
 */
export type UnknownTopic = { topic: string; events: number };

const KNOWN_TOPICS = sql.param(TOPIC_NAMES);

/** Counts the undispatched events of each unknown topic. The relay leaves these events in the outbox. */
export async function countUnknownTopics(payload: Payload): Promise<UnknownTopic[]> {
  const { rows } = await database(payload).execute<UnknownTopic>(sql`
    SELECT topic, count(*)::int AS events FROM domain_events
    WHERE dispatched_at IS NULL AND topic <> ALL(${KNOWN_TOPICS}::text[]) GROUP BY topic ORDER BY topic`);
  return rows;
}

/**
 * Removes the pending events of an unknown topic from the outbox for good, by marking them as settled.
 * @returns the number of events
 */
export async function dropUnknownTopic(db: Executor, topic: string): Promise<number> {
  const { rowCount } = await db.execute(sql`
    UPDATE domain_events SET dispatched_at = clock_timestamp(), checked_at = clock_timestamp(), settled_at = clock_timestamp()
    WHERE dispatched_at IS NULL AND topic = ${topic} AND topic <> ALL(${KNOWN_TOPICS}::text[])`);
  return rowCount ?? 0;
}

const BATCH_SIZE = 1000;

/**
 * Deletes one batch of the events older than `months` months, with their receipts. Events with unfinished subscribers stay. Call
 * the function again while it returns a full batch.
 * @returns the number of deleted events, at most {@link BATCH_SIZE}
 */
export async function expireEvents(payload: Payload, months: number): Promise<number> {
  return withTransaction(payload, async (req) => {
    const tx = await transactionOf(req);
    const { rowCount } = await tx.execute(sql`
      WITH batch AS MATERIALIZED (
        SELECT id FROM domain_events
        WHERE timestamp < now() - make_interval(months => ${months}) AND settled_at IS NOT NULL
        ORDER BY id LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED
      ), expired AS (
        DELETE FROM domain_events USING batch WHERE domain_events.id = batch.id RETURNING domain_events.id
      ), receipts AS (DELETE FROM event_receipts WHERE event_id IN (SELECT id FROM expired))
      SELECT FROM expired`);
    return rowCount ?? 0;
  });
}
