import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../database/transaction.ts';
import { TOPIC_NAMES } from './topics.ts';

/**
 * Committed events whose jobs are still to be queued, and the age of the oldest of them in seconds; 0 and 0 when none wait. Those of topics
 * that this release does not know are no work of its relays, and counted by themselves (unknown-topics.ts).
 */
export type OutboxBacklog = { events: number; seconds: number };

/** A SELECT of the {@link OutboxBacklog} as one JSON value. */
export const outboxFigures = sql`
  SELECT json_build_object('events', count(*),
    'seconds', coalesce(extract(epoch FROM now() - min(timestamp)), 0)::float8) AS backlog
  FROM domain_events WHERE dispatched_at IS NULL AND topic = ANY(${sql.param(TOPIC_NAMES)}::text[])`;

/** What waits in the outbox. It grows when no worker runs, or none reaches Redis. */
export async function outboxBacklog(payload: Payload): Promise<OutboxBacklog> {
  const { rows } = await database(payload).execute<{ backlog: OutboxBacklog }>(outboxFigures);
  return (rows[0] as { backlog: OutboxBacklog }).backlog;
}
