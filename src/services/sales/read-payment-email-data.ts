import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { isUuid } from '../../lib/ids.ts';
import type { PaymentStatus } from './statuses.ts';

/** The data of a payment and its order for e-mails. Amounts are in pence. */
export type PaymentEmailData = {
  orderId: string;
  orderNumber: string;
  status: PaymentStatus;
  amount: number;
  payUntil: string;
  billingName: string;
  items: { title: string; quantity: number }[];
};

/** Reads a payment's current data; undefined if there is no such payment. */
export async function readPaymentEmailData(payload: Payload, paymentId: string): Promise<PaymentEmailData | undefined> {
  const { rows } = await database(payload).execute<PaymentEmailData>(sql`
    SELECT orders.id AS "orderId", order_number AS "orderNumber", payment.status::text AS status, amount::int AS amount,
      to_json(payment_due_at) #>> '{}' AS "payUntil", billing_name AS "billingName",
      (SELECT json_agg(json_build_object('title', title, 'quantity', quantity::int) ORDER BY _order)
        FROM orders_items WHERE _parent_id = orders.id) AS items
    FROM payments AS payment JOIN orders ON orders.id = order_id WHERE payment.id = ${paymentId}`);
  return rows[0];
}

/**
 * Finds the credit note of a refund that has not failed, or the debit note of a refund that has failed. Undefined if there is no
 * such note, and always for the id of a dispute, because disputes are not refunds.
 */
export async function findRefundNote(
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

/**
 * Returns why a refund was not paid out: `failed` or `canceled` by Stripe, or `unmade` if Stripe never created it. Returns
 * undefined if the refund is in another state, for example because it was requested again.
 * @param refundId the id in `payment.refund_failed`
 */
export async function readRefundFailure(
  payload: Payload,
  refundId: string,
): Promise<'failed' | 'canceled' | 'unmade' | undefined> {
  const isRefund = isUuid(refundId)
    ? sql`id = ${refundId} AND stripe_refund_id IS NULL`
    : sql`stripe_refund_id = ${refundId}`;
  const { rows } = await database(payload).execute<{ failure: 'failed' | 'canceled' | 'unmade' }>(sql`
    SELECT CASE WHEN stripe_refund_id IS NULL THEN 'unmade' ELSE status END AS failure
    FROM refunds WHERE ${isRefund} AND status IN ('failed', 'canceled')`);
  return rows[0]?.failure;
}

/** The current state of a dispute. `amount` is in pence. */
export type DisputeEmailData = { amount: number; reason: string; standing: 'inquiry' | 'held' | 'lost' | 'closed' };

/** Reads a dispute's data for e-mails; undefined if there is no such dispute. */
export async function readDisputeEmailData(payload: Payload, disputeId: string): Promise<DisputeEmailData | undefined> {
  const { rows } = await database(payload).execute<DisputeEmailData>(sql`
    SELECT amount, reason, CASE WHEN holds_money THEN 'held' WHEN lost THEN 'lost' WHEN closed_at IS NULL THEN 'inquiry'
      ELSE 'closed' END AS standing
    FROM disputes WHERE id = ${disputeId}`);
  return rows[0];
}
