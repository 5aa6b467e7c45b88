import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, type Transactional } from '../../database/transaction.ts';

/** What was recorded of a customer, oldest first, for the export of their data (UK GDPR art. 15). */
export async function exportTracking(payload: Payload, customerId: string): Promise<unknown[]> {
  const { rows } = await database(payload).execute(sql`
    SELECT type, category, properties, page_url AS "pageUrl", referrer, to_json(occurred_at) AS "occurredAt"
    FROM tracking_events WHERE user_id = ${customerId} ORDER BY id`);
  return rows;
}

/** Unlinks what was recorded from the customer (UK GDPR art. 17): it still counts, and belongs to nobody. */
export async function unlinkTracking(req: Transactional, customerId: string): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`
    UPDATE tracking_events SET user_id = NULL, session_id = NULL, ip_prefix = NULL WHERE user_id = ${customerId}`);
}
