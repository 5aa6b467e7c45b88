import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../database/transaction.ts';

/** An event of an order, and which of its subscribers were done when; times are ISO 8601. */
export type OrderEvent = { topic: string; at: string; done: { subscriber: string; at: string }[] };

/** What was emitted about an order, oldest first. */
export async function eventsOfOrder(payload: Payload, orderId: string): Promise<OrderEvent[]> {
  const { rows } = await database(payload).execute<OrderEvent>(sql`
    SELECT topic, to_json(timestamp) #>> '{}' AS at,
      (SELECT coalesce(json_agg(json_build_object('subscriber', subscriber, 'at', done_at)), '[]')
        FROM event_receipts WHERE event_id = event.id AND done_at IS NOT NULL) AS done
    FROM domain_events AS event WHERE payload->>'orderId' = ${orderId} ORDER BY id`);
  return rows;
}
