import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';

/** An event of Stripe that somebody has to look at. */
export type EventForAttention = {
  id: string;
  type: string;
  receivedAt: Date;
  paymentId: string | null;
  orderId: string | null;
};

type Row = Omit<EventForAttention, 'receivedAt'> & { receivedAt: string };

/** The events of Stripe of the last week that were refused because no order waits for their money, newest first. */
export async function eventsForAttention(payload: Payload): Promise<EventForAttention[]> {
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT event.id, event.type, event.received_at AS "receivedAt", payment.id AS "paymentId", payment.order_id AS "orderId"
    FROM stripe_events AS event LEFT JOIN payments AS payment ON payment.id = event.payment_id
    WHERE outcome = 'needs_attention' AND received_at > now() - interval '7 days'
    ORDER BY received_at DESC`);
  return rows.map((row) => ({ ...row, receivedAt: toDate(row.receivedAt) }));
}

/** Seconds since the oldest payment that is still open was begun; 0 when there is none. */
export async function oldestOpenPayment(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<{ age: number }>(sql`
    SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS age FROM payments
    WHERE status IN ('PENDING', 'PROCESSING', 'FAILED')`);
  return rows[0]?.age ?? 0;
}
