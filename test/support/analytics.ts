import { sql } from '@payloadcms/db-postgres';
import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { database } from '../../src/database/transaction.ts';
import { uuidv7 } from '../../src/ids.ts';
import { STREAM } from '../../src/services/analytics/buffer/append-script.ts';
import type { TrackingEvent } from '../../src/services/analytics/tracking-event.ts';

/** A browser as servers see it. */
export const BROWSER =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

/** A row, and the name of the partition that it lies in. */
export type StoredEvent = TrackingEvent & { partition: string };

/** The stored events of a type, in the order of their ids. */
export async function storedEvents(payload: Payload, type: string): Promise<StoredEvent[]> {
  const { rows } = await database(payload).execute<StoredEvent>(sql`
    SELECT id, tableoid::regclass::text AS partition, type, category, properties, session_id AS "sessionId", user_id AS "userId",
      page_url AS "pageUrl", referrer, utm, is_bot AS "isBot", ip_prefix AS "ipPrefix",
      to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "occurredAt",
      to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "receivedAt"
    FROM tracking_events WHERE type = ${type} ORDER BY id`);
  return rows;
}

/** The events that wait in the buffer, in the order in which they came. */
export async function waitingEvents(redis: Redis): Promise<TrackingEvent[]> {
  const entries = await redis.xrange(STREAM, '-', '+');
  return entries.flatMap(([, fields]) =>
    fields.filter((_, index) => index % 2 === 1).map((json) => JSON.parse(json) as TrackingEvent),
  );
}

/** The type of an event that no other test sends. */
export const newType = (): string => `event_${uuidv7().slice(-12)}`;
