import { sql } from '@payloadcms/db-postgres';
import { type Transactional, transactionOf } from '../../database/transaction.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { toPoundsText } from '../../lib/money.ts';
import { Problem } from '../../lib/problem.ts';
import type { OrderStatus } from './statuses.ts';

/**
 * How long a claim lasts. A call to Stripe with its retry takes less time, so an older claim was left by a process that died.
 */
const CLAIM_SECONDS = 12;

/** A payment whose intent must be created or changed. Amounts are in pence. */
export type OpenPayment = {
  paymentId: string;
  orderId: string;
  orderNumber: string;
  userId: string;
  amount: number;
  due: number;
};

/** The remaining step before an order can be paid. */
export type IntentPlan =
  | { kind: 'ready'; clientSecret: string }
  /** The payment row exists, and this request has claimed it; its intent must be created. */
  | { kind: 'create'; payment: OpenPayment }
  /** The amount of the intent differs from the amount due now. */
  | { kind: 'change'; payment: OpenPayment; intentId: string }
  /** Another request is creating the intent. */
  | { kind: 'wait'; paymentId: string };

type Order = {
  orderNumber: string;
  customerId: string | null;
  status: OrderStatus;
  total: number;
  open: boolean;
  /** The id of the new payment; null if the order already has an open payment, or cannot be paid with this request. */
  newPaymentId: string | null;
};
type Payment = {
  paymentId: string;
  amount: number;
  intentId: string | null;
  clientSecret: string | null;
  claimed: boolean;
};

/**
 * Decides, under the lock of the order, which step comes next before the order can be paid, and inserts a missing payment row. A
 * partial unique index guarantees that an order has at most one payment that is not cancelled.
 * @throws Problem not_found, invalid_state (paid, cancelled, or after the deadline), amount_mismatch
 */
export async function planIntent(
  req: Transactional,
  userId: string,
  { orderId, amount }: { orderId: string; amount: number },
): Promise<IntentPlan> {
  const order = await lockOrder(req, { orderId, userId, amount });
  if (!order || order.customerId !== userId) throw new Problem('not_found', 'There is no such order.');
  if (order.status !== 'PENDING') throw new Problem('invalid_state', 'The order is already paid, or it was cancelled.');
  if (!order.open) throw new Problem('invalid_state', 'The payment deadline of this order has passed.');
  const due = order.total;
  if (amount !== due) throw new Problem('amount_mismatch', `The amount due is £${toPoundsText(due)}.`);
  const { newPaymentId, orderNumber } = order;
  if (newPaymentId)
    return { kind: 'create', payment: { paymentId: newPaymentId, orderId, orderNumber, userId, amount: due, due } };
  const payment = await claimPayment(req, orderId);
  const { paymentId, intentId, clientSecret } = payment;
  const openPayment = { paymentId, orderId, orderNumber, userId, amount: payment.amount, due };
  if (!intentId || !clientSecret)
    return payment.claimed ? { kind: 'create', payment: openPayment } : { kind: 'wait', paymentId };
  return payment.amount === due ? { kind: 'ready', clientSecret } : { kind: 'change', payment: openPayment, intentId };
}

const claimEndSql = sql`now() + ${CLAIM_SECONDS} * interval '1 second'`;

type LockOrderInput = { orderId: string; userId: string; amount: number };

/** Locks the order and, if it can be paid with this request, inserts its first payment row, all in one statement. */
async function lockOrder(req: Transactional, { orderId, userId, amount }: LockOrderInput): Promise<Order | undefined> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<Order>(
    sql`
    WITH locked AS MATERIALIZED (
      SELECT id, order_number, customer_id, status::text AS status, total::int AS total, payment_due_at > now() AS open
      FROM orders WHERE id = ${orderId} FOR UPDATE),
    inserted AS (
      INSERT INTO payments (id, order_id, status, amount, refunded_amount, currency, claimed_until, checked_at)
      SELECT ${uuidv7()}::uuid, id, 'PENDING', total, 0, 'GBP', ${claimEndSql}, now() FROM locked
      WHERE customer_id = ${userId} AND status = 'PENDING' AND open AND total = ${amount}
      ON CONFLICT (order_id) WHERE status <> 'CANCELLED' DO NOTHING
      RETURNING id)
    SELECT order_number AS "orderNumber", customer_id AS "customerId", status, total, open,
      (SELECT id FROM inserted) AS "newPaymentId"
    FROM locked`,
    { prepared: true },
  );
  return rows[0];
}

/** Returns the order's payment that is not cancelled, and claims it if it has no intent and no other request holds a claim. */
async function claimPayment(req: Transactional, orderId: string): Promise<Payment> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<Payment>(sql`
    WITH claimed AS (
      UPDATE payments SET claimed_until = ${claimEndSql}
      WHERE order_id = ${orderId} AND status <> 'CANCELLED' AND client_secret IS NULL
        AND (claimed_until IS NULL OR claimed_until < now())
      RETURNING id)
    SELECT id AS "paymentId", amount::int AS amount, stripe_payment_intent_id AS "intentId",
      client_secret AS "clientSecret", id IN (SELECT id FROM claimed) AS claimed
    FROM payments WHERE order_id = ${orderId} AND status <> 'CANCELLED'`);
  return rows[0] as Payment;
}
