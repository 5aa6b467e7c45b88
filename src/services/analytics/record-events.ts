import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import type { TrackingEvent } from './tracking-event.ts';

/** Records events in the transaction of `req`, in one statement; those that are recorded already are left as they are. */
export async function recordEvents(req: Transactional, events: readonly TrackingEvent[]): Promise<void> {
  await (await sessionOf(req)).execute(sql`
    INSERT INTO tracking_events (id, type, category, properties, session_id, user_id, page_url, referrer, utm, is_bot,
      ip_prefix, occurred_at, received_at)
    SELECT id, type, category, properties, "sessionId", "userId", "pageUrl", referrer, utm, "isBot", "ipPrefix",
      "occurredAt", "receivedAt"
    FROM jsonb_to_recordset(${JSON.stringify(events)}::jsonb) AS event (id uuid, type text, category text, properties jsonb,
      "sessionId" text, "userId" uuid, "pageUrl" text, referrer text, utm jsonb, "isBot" boolean, "ipPrefix" text,
      "occurredAt" timestamptz, "receivedAt" timestamptz)
    ON CONFLICT (id) DO NOTHING`);
}
