import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import type { Executor } from '../database/executor.ts';
import { database } from '../database/transaction.ts';
import { TOPIC_NAMES } from './topics.ts';

/** Events of one topic that this release does not know: a newer release emitted them, and was rolled back. */
export type UnknownTopic = { topic: string; events: number };

const KNOWN = sql.param(TOPIC_NAMES);

/** What waits for a release that knows its topic. The relay leaves it in the outbox. */
export async function unknownTopics(payload: Payload): Promise<UnknownTopic[]> {
  const { rows } = await database(payload).execute<UnknownTopic>(sql`
    SELECT topic, count(*)::int AS events FROM domain_events
    WHERE dispatched_at IS NULL AND topic <> ALL(${KNOWN}::text[]) GROUP BY topic ORDER BY topic`);
  return rows;
}

/** Takes the waiting events of a topic that this release does not know out of the outbox for good. @returns how many */
export async function dropUnknownTopic(db: Executor, topic: string): Promise<number> {
  const { rowCount } = await db.execute(sql`
    UPDATE domain_events SET dispatched_at = clock_timestamp(), checked_at = clock_timestamp(), settled_at = clock_timestamp()
    WHERE dispatched_at IS NULL AND topic = ${topic} AND topic <> ALL(${KNOWN}::text[])`);
  return rowCount ?? 0;
}
