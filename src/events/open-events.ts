import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Executor } from '../database/executor.ts';

/** Ids of the events about a request for a brochure that `subscriber` is not done with and has not given up, newest first. */
export async function openBrochureEvents(db: Executor, requestId: string, subscriber: string): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    SELECT id FROM domain_events AS event
    WHERE settled_at IS NULL AND payload->>'brochureRequestId' = ${requestId} AND NOT EXISTS (
      SELECT FROM event_receipts WHERE event_id = event.id AND subscriber = ${subscriber} AND done_at IS NOT NULL)
    ORDER BY id DESC`);
  return rows.map(({ id }) => id);
}
