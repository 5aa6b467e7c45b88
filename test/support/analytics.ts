import { sql } from '@payloadcms/db-postgres';
import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { database } from '../../src/database/transaction.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { STREAM_KEY } from '../../src/services/analytics/buffer-scripts.ts';
import type { TrackingEvent } from '../../src/services/analytics/store-events.ts';

/** The user agent of an ordinary browser. */
export const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

/** A stored analytics event with the name of its partition. */
export type StoredEvent = TrackingEvent & { partition: string };

/** Returns the stored events of a type, ordered by id. */
export async function readStoredEvents(payload: Payload, type: string): Promise<StoredEvent[]> {
  const { rows } = await database(payload).execute<StoredEvent>(sql`
    SELECT id, tableoid::regclass::text AS partition, type, category, properties, session_id AS "sessionId", user_id AS "userId",
      page_url AS "pageUrl", referrer, utm, is_bot AS "isBot", ip_prefix AS "ipPrefix",
      to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "occurredAt",
      to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "receivedAt"
    FROM tracking_events WHERE type = ${type} ORDER BY id`);
  return rows;
}

/** Returns the events in the buffer, in order of arrival. */
export async function readWaitingEvents(redis: Redis): Promise<TrackingEvent[]> {
  const entries = await redis.xrange(STREAM_KEY, '-', '+');
  return entries.flatMap(([, fields]) =>
    fields.filter((_, index) => index % 2 === 1).map((json) => JSON.parse(json) as TrackingEvent),
  );
}

/** Returns a new event type that no other test uses. */
export const createEventType = (): string => `event_${uuidv7().slice(-12)}`;
