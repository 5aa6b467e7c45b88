import { sql } from '@payloadcms/db-postgres';
import type { PayloadRequest } from 'payload';
import { sessionOf } from '../../database/transaction.ts';

/** Something that happened, for the dashboards. */
export type TrackingEvent = {
  /** A UUIDv7: the month in it is the partition, and a second record with the same id is ignored. */
  id: string;
  type: string;
  category: string | null;
  /** Nothing that names a person: those rows outlive an erasure. */
  properties: Record<string, unknown>;
  userId: string | null;
  /** ISO 8601, UTC. */
  occurredAt: string;
};

/** Records an event in the transaction of `req`; recording it again does nothing. */
export async function recordEvent(req: PayloadRequest, event: TrackingEvent): Promise<void> {
  await (await sessionOf(req)).execute(sql`
    INSERT INTO tracking_events (id, type, category, properties, user_id, occurred_at)
    VALUES (${event.id}, ${event.type}, ${event.category}, ${JSON.stringify(event.properties)}::jsonb,
      ${event.userId}, ${event.occurredAt})
    ON CONFLICT (id) DO NOTHING`);
}
