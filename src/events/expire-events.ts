import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { sessionOf, withTransaction } from '../database/transaction.ts';

const BATCH = 1000;

/**
 * Deletes events that are more than so many months old, with their receipts. One that somebody still has to hear of stays.
 * @returns how many, at most a batch: whoever gets a full one asks again.
 */
export async function expireEvents(payload: Payload, months: number): Promise<number> {
  return withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    const { rowCount } = await tx.execute(sql`
      WITH expired AS (
        DELETE FROM domain_events WHERE id IN (
          SELECT id FROM domain_events
          WHERE timestamp < now() - make_interval(months => ${months}) AND settled_at IS NOT NULL
          ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
        RETURNING id
      ), receipts AS (DELETE FROM event_receipts WHERE event_id IN (SELECT id FROM expired))
      SELECT FROM expired`);
    return rowCount ?? 0;
  });
}
