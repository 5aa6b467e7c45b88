import { sql } from '@payloadcms/db-postgres';
import type { SQL } from '@payloadcms/db-postgres/drizzle';
import { type Transactional, transactionOf } from '../../database/transaction.ts';
import { toDate } from '../../lib/dates.ts';
import { type SalesTerms, salesTermsJsonSql } from '../settings/index.ts';
import type { OrderStatus, PaymentStatus } from './statuses.ts';

/** A line of an order as printed on an invoice. The price is in pence and includes VAT. */
export type InvoiceLine = { title: string; quantity: number; unitPrice: number };

/** A payment with the fields of its order that are needed to change the payment. Amounts are in pence. */
export type LockedPayment = {
  paymentId: string;
  orderId: string;
  userId: string | null;
  status: PaymentStatus;
  intentId: string | null;
  /** Whether a request is currently creating the intent. */
  claimed: boolean | null;
  amount: number;
  refunded: number;
  eventAt: Date | null;
  orderStatus: OrderStatus;
  due: number;
  vatRate: number;
  billingName: string;
  billingAddress: string | null;
  lines: InvoiceLine[];
  /** The current settings for a new invoice. */
  terms: SalesTerms;
};

/**
 * Locks an order and its payment until the transaction ends, and returns their latest committed state. Code that
 * changes the status or the refunded amount of a payment first takes these locks, with this function,
 * {@link lockPaymentByOrder} or {@link insertThenLock}. The order is always locked before the payment, so changes of
 * one order are serialised.
 */
export async function lockPayment(req: Transactional, paymentId: string): Promise<LockedPayment> {
  const payment = await lockWhere(req, sql`payment.id = ${paymentId}`);
  if (!payment) throw new Error(`There is no payment ${paymentId}.`);
  return payment;
}

/**
 * Like {@link lockPayment}, but finds the payment by its order, and ignores cancelled payments. Returns undefined if
 * the order has no payment or only cancelled payments.
 */
export const lockPaymentByOrder = (req: Transactional, orderId: string): Promise<LockedPayment | undefined> =>
  lockWhere(req, sql`orders.id = ${orderId} AND payment.status <> 'CANCELLED'`);

/**
 * Runs `insertion` (an INSERT with RETURNING) and, if it inserts a row, locks the payment like {@link lockPayment}. Returns
 * undefined if it inserts no row. A single statement first inserts, waiting for a concurrent insert of the same row, and then
 * locks.
 */
export const insertThenLock = (
  req: Transactional,
  insertion: SQL,
  paymentId: string,
): Promise<LockedPayment | undefined> =>
  lockWhere(
    req,
    sql`payment.id = ${paymentId} AND EXISTS (SELECT FROM inserted)`,
    sql`WITH inserted AS (${insertion})`,
  );

async function lockWhere(req: Transactional, condition: SQL, withClause = sql``): Promise<LockedPayment | undefined> {
  const tx = await transactionOf(req);
  // Lock both rows, so that both are read again after a wait. A row that is only joined would be as old as the statement's
  // snapshot.
  const { rows } = await tx.execute<LockedPayment>(
    sql`${withClause}
    SELECT payment.id AS "paymentId", order_id AS "orderId", customer_id AS "userId", payment.status::text AS status,
      stripe_payment_intent_id AS "intentId", amount::int AS amount, refunded_amount::int AS refunded,
      event_at AS "eventAt", claimed_until > now() AS claimed, orders.status::text AS "orderStatus", total::int AS due,
      vat_rate::float8 AS "vatRate", billing_name AS "billingName", billing_address AS "billingAddress",
      (SELECT json_agg(json_build_object('title', title, 'quantity', quantity::int, 'unitPrice', unit_price::int)
        ORDER BY _order) FROM orders_items WHERE _parent_id = orders.id) AS lines,
      ${salesTermsJsonSql} AS terms
    FROM orders JOIN payments AS payment ON payment.order_id = orders.id
    WHERE ${condition}
    FOR UPDATE OF orders, payment`,
    { prepared: true },
  );
  const [payment] = rows;
  return payment && { ...payment, eventAt: payment.eventAt && toDate(payment.eventAt) };
}
