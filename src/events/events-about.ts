import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../database/transaction.ts';

type AboutEvent = { topic: string; at: string; correlationId: string };

/** By which field of their payload the events of a collection name its documents; each has an index. */
const SUBJECTS: Partial<Record<string, SQL>> = {
  bookings: sql`payload->>'bookingId'`,
  orders: sql`payload->>'orderId'`,
};

/** What was emitted about a document, newest first; nothing for collections that events are not about. */
export async function eventsAbout(payload: Payload, collection: string, id: string | null): Promise<AboutEvent[]> {
  const subject = SUBJECTS[collection];
  if (!subject || id === null) return [];
  const { rows } = await database(payload).execute<AboutEvent>(sql`
    SELECT topic, to_json(timestamp) #>> '{}' AS at, correlation_id AS "correlationId"
    FROM domain_events WHERE ${subject} = ${id} ORDER BY id DESC LIMIT 50`);
  return rows;
}
