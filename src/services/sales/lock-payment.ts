import { sql } from '@payloadcms/db-postgres';
import type { SQL } from '@payloadcms/db-postgres/drizzle';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { type SalesTerms, salesTermsJson } from '../settings/sales-terms.ts';
import type { OrderStatus, PaymentStatus } from './state-machine.ts';

/** A line of an order as an invoice shows it; pence, VAT included. */
export type InvoiceLine = { title: string; quantity: number; unitPrice: number };

/** A payment with what its order has to do with it; amounts in pence. */
export type LockedPayment = {
  paymentId: string;
  orderId: string;
  userId: string | null;
  status: PaymentStatus;
  intentId: string | null;
  /** Whether a request is making the intent right now. */
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
  /** What an invoice issued now is made with. */
  terms: SalesTerms;
};

/**
 * Locks an order with its payment until the transaction ends, and gives their newest committed state. Whatever moves a
 * payment does this first, always the order before the payment, so that moves of one order follow one another.
 */
export async function lockPayment(req: Transactional, paymentId: string): Promise<LockedPayment> {
  const payment = await lock(req, sql`payment.id = ${paymentId}`);
  if (!payment) throw new Error(`There is no payment ${paymentId}.`);
  return payment;
}

/** Like {@link lockPayment}, the payment of an order that is not cancelled; undefined when it has none. */
export const lockPaymentOf = (req: Transactional, orderId: string): Promise<LockedPayment | undefined> =>
  lock(req, sql`orders.id = ${orderId} AND payment.status <> 'CANCELLED'`);

/**
 * Like {@link lockPayment}, when `insertion` has inserted a row, which it is told to return: first that, waiting for whoever
 * inserts the same one, then the lock, in one statement. Undefined when it has inserted none.
 */
export const insertThenLock = (
  req: Transactional,
  insertion: SQL,
  paymentId: string,
): Promise<LockedPayment | undefined> =>
  lock(req, sql`payment.id = ${paymentId} AND EXISTS (SELECT FROM inserted)`, sql`WITH inserted AS (${insertion})`);

async function lock(req: Transactional, which: SQL, before = sql``): Promise<LockedPayment | undefined> {
  const tx = await sessionOf(req);
  // Both rows are locked, so both are read anew after a wait; a row that is only joined would be as old as the statement.
  const { rows } = await tx.execute<LockedPayment>(
    sql`${before}
    SELECT payment.id AS "paymentId", order_id AS "orderId", customer_id AS "userId", payment.status::text AS status,
      stripe_payment_intent_id AS "intentId", amount::int AS amount, refunded_amount::int AS refunded,
      event_at AS "eventAt", claimed_until > now() AS claimed, orders.status::text AS "orderStatus", total::int AS due,
      vat_rate::float8 AS "vatRate", billing_name AS "billingName", billing_address AS "billingAddress",
      (SELECT json_agg(json_build_object('title', title, 'quantity', quantity::int, 'unitPrice', unit_price::int)
        ORDER BY _order) FROM orders_items WHERE _parent_id = orders.id) AS lines,
      ${salesTermsJson} AS terms
    FROM orders JOIN payments AS payment ON payment.order_id = orders.id
    WHERE ${which}
    FOR UPDATE OF orders, payment`,
    { prepared: true },
  );
  const [payment] = rows;
  return payment && { ...payment, eventAt: payment.eventAt && toDate(payment.eventAt) };
}
