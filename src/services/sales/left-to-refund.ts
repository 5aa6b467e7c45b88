import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';

/** Pence of an order that a refund may still take: 0 while it is unpaid or the bank holds money back. */
export async function leftToRefund(payload: Payload, orderId: string): Promise<number> {
  const { rows } = await database(payload).execute<{ left: number }>(sql`
    SELECT (amount - refunded_amount - coalesce((
        SELECT sum(amount) FROM refunds
        WHERE payment_id = payment.id AND status IN ('requested', 'requires_action', 'pending')), 0))::float8 AS left
    FROM payments AS payment WHERE order_id = ${orderId} AND status IN ('SUCCEEDED', 'PARTIALLY_REFUNDED')`);
  return rows[0]?.left ?? 0;
}
