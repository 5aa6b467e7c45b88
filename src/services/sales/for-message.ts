import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import type { PaymentStatus } from './state-machine.ts';

/** What messages say of a payment and its order; amounts in pence. */
export type PaymentForMessage = {
  orderId: string;
  orderNumber: string;
  status: PaymentStatus;
  amount: number;
  payUntil: string;
  billingName: string;
  items: { title: string; quantity: number }[];
};

/** A payment as it is now; undefined when there is none. */
export async function paymentForMessage(payload: Payload, paymentId: string): Promise<PaymentForMessage | undefined> {
  const { rows } = await database(payload).execute<PaymentForMessage>(sql`
    SELECT orders.id AS "orderId", order_number AS "orderNumber", payment.status::text AS status, amount::int AS amount,
      to_json(payment_due_at) #>> '{}' AS "payUntil", billing_name AS "billingName",
      (SELECT json_agg(json_build_object('title', title, 'quantity', quantity::int) ORDER BY _order)
        FROM orders_items WHERE _parent_id = orders.id) AS items
    FROM payments AS payment JOIN orders ON orders.id = order_id WHERE payment.id = ${paymentId}`);
  return rows[0];
}

/**
 * The note of a refund: the credit note while its money is on its way, the debit note once it has failed. Undefined for a
 * dispute, which is no refund of ours, and for a credit note that was taken back.
 */
export async function noteOf(
  payload: Payload,
  refundId: string,
  kind: 'CREDIT_NOTE' | 'DEBIT_NOTE',
): Promise<{ invoiceId: string } | undefined> {
  const failed = kind === 'DEBIT_NOTE';
  const { rows } = await database(payload).execute<{ invoiceId: string }>(sql`
    SELECT invoice.id AS "invoiceId" FROM refunds
    JOIN invoices AS invoice ON invoice.payment_id = refunds.payment_id AND reference = stripe_refund_id
    WHERE stripe_refund_id = ${refundId} AND kind = ${kind} AND (refunds.status IN ('failed', 'canceled')) = ${failed}`);
  return rows[0];
}

/** A dispute as it is now; `amount` in pence. */
export type DisputeForMessage = { amount: number; reason: string; standing: 'inquiry' | 'held' | 'lost' | 'closed' };

/** What a message says of a dispute; undefined when there is none. */
export async function disputeForMessage(payload: Payload, disputeId: string): Promise<DisputeForMessage | undefined> {
  const { rows } = await database(payload).execute<DisputeForMessage>(sql`
    SELECT amount, reason, CASE WHEN holds_money THEN 'held' WHEN lost THEN 'lost' WHEN closed_at IS NULL THEN 'inquiry'
      ELSE 'closed' END AS standing
    FROM disputes WHERE id = ${disputeId}`);
  return rows[0];
}
