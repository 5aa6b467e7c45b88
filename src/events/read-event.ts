import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../database/transaction.ts';
import { toDate } from '../dates.ts';
import type { Envelope } from './envelope.ts';
import { type StoredEnvelope, upgradeEnvelope } from './upgrade.ts';

/**
 * The event with this id in its newest version; null when it is not stored (any more).
 * @throws like `upgradeEnvelope()`.
 */
export async function readEvent(payload: Payload, eventId: string): Promise<Envelope | null> {
  const { rows } = await database(payload).execute(sql`
    SELECT id, topic, version::int AS version, timestamp, producer_id AS "producerId",
      correlation_id AS "correlationId", payload
    FROM domain_events WHERE id = ${eventId}`);
  const row = rows[0] as StoredEnvelope | undefined;
  return row ? upgradeEnvelope({ ...row, timestamp: toDate(row.timestamp).toISOString() }) : null;
}
