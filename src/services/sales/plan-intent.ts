import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { uuidv7 } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { toPounds } from './money.ts';
import type { OrderStatus } from './state-machine.ts';

/** Longer than a call to Stripe takes with its retry; after it the process that made the call is dead. */
const CLAIM_SECONDS = 12;

/** A payment on its way to Stripe; amounts in pence. */
export type OpenPayment = { paymentId: string; orderId: string; userId: string; amount: number; due: number };

/** What is left to do so that an order can be paid. */
export type IntentPlan =
  | { kind: 'ready'; clientSecret: string }
  /** The payment row is there and claimed; its intent has to be made. */
  | { kind: 'create'; payment: OpenPayment }
  /** The intent has another amount than what is due now. */
  | { kind: 'change'; payment: OpenPayment; intentId: string }
  /** Another request is making the intent. */
  | { kind: 'wait'; paymentId: string };

type Order = {
  customerId: string | null;
  status: OrderStatus;
  total: number;
  open: boolean;
  /** The id of the new payment; null when the order has one that counts, or may not be paid like this. */
  made: string | null;
};
type Payment = {
  paymentId: string;
  amount: number;
  intentId: string | null;
  clientSecret: string | null;
  claimed: boolean;
};

/**
 * Decides under the lock of the order how it can be paid, and writes the row of its payment. The partial unique index lets an
 * order have one payment that is not cancelled, whatever happens here.
 * @throws Problem not_found, invalid_state (paid, cancelled, too late), amount_mismatch.
 */
export async function planIntent(
  req: Transactional,
  userId: string,
  { orderId, amount }: { orderId: string; amount: number },
): Promise<IntentPlan> {
  const order = await lockOrder(req, { orderId, userId, amount });
  if (!order || order.customerId !== userId) throw new Problem('not_found', 'There is no such order.');
  if (order.status !== 'PENDING') throw new Problem('invalid_state', 'The order is paid or cancelled.');
  if (!order.open) throw new Problem('invalid_state', 'The time to pay this order is over.');
  const due = order.total;
  if (amount !== due) throw new Problem('amount_mismatch', `What is due is £${toPounds(due).toFixed(2)}.`);
  const { made } = order;
  if (made) return { kind: 'create', payment: { paymentId: made, orderId, userId, amount: due, due } };
  const payment = await claimPayment(req, orderId);
  const { paymentId, intentId, clientSecret } = payment;
  const open = { paymentId, orderId, userId, amount: payment.amount, due };
  if (!intentId || !clientSecret)
    return payment.claimed ? { kind: 'create', payment: open } : { kind: 'wait', paymentId };
  return payment.amount === due ? { kind: 'ready', clientSecret } : { kind: 'change', payment: open, intentId };
}

const claimEnd = sql`now() + ${CLAIM_SECONDS} * interval '1 second'`;

type Asked = { orderId: string; userId: string; amount: number };

/** Locks the order and, when it may be paid as it was asked, writes the row of its first payment; all in one statement. */
async function lockOrder(req: Transactional, { orderId, userId, amount }: Asked): Promise<Order | undefined> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Order>(
    sql`
    WITH locked AS MATERIALIZED (
      SELECT id, customer_id, status::text AS status, total::int AS total, payment_due_at > now() AS open
      FROM orders WHERE id = ${orderId} FOR UPDATE),
    made AS (
      INSERT INTO payments (id, order_id, status, amount, refunded_amount, currency, claimed_until, checked_at)
      SELECT ${uuidv7()}::uuid, id, 'PENDING', total, 0, 'GBP', ${claimEnd}, now() FROM locked
      WHERE customer_id = ${userId} AND status = 'PENDING' AND open AND total = ${amount}
      ON CONFLICT (order_id) WHERE status <> 'CANCELLED' DO NOTHING
      RETURNING id)
    SELECT customer_id AS "customerId", status, total, open, (SELECT id FROM made) AS made FROM locked`,
    { prepared: true },
  );
  return rows[0];
}

/** The payment of the order that counts, claimed when it has no intent yet and nobody is making it. */
async function claimPayment(req: Transactional, orderId: string): Promise<Payment> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Payment>(sql`
    WITH claimed AS (
      UPDATE payments SET claimed_until = ${claimEnd}
      WHERE order_id = ${orderId} AND status <> 'CANCELLED' AND client_secret IS NULL
        AND (claimed_until IS NULL OR claimed_until < now())
      RETURNING id)
    SELECT id AS "paymentId", amount::int AS amount, stripe_payment_intent_id AS "intentId",
      client_secret AS "clientSecret", id IN (SELECT id FROM claimed) AS claimed
    FROM payments WHERE order_id = ${orderId} AND status <> 'CANCELLED'`);
  return rows[0] as Payment;
}
