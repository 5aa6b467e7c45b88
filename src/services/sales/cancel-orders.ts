import { sql } from '@payloadcms/db-postgres/drizzle';
import pLimit from 'p-limit';
import type { Payload } from 'payload';
import type Stripe from 'stripe';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { type ProductQuantity, releaseStock } from '../catalogue/index.ts';
import { applyIntent } from './apply-intent.ts';
import { lockPayment, lockPaymentByOrder } from './lock-payment.ts';
import { callStripe, isRefusedByStripe } from './stripe-client.ts';

/**
 * Cancels an unpaid order and returns its pieces to stock.
 * @returns false if the order is no longer unpaid
 */
export async function cancelOrder(req: Transactional, orderId: string): Promise<boolean> {
  const tx = await transactionOf(req);
  const { rowCount } = await tx.execute(sql`
    UPDATE orders SET status = 'CANCELLED', updated_at = now() WHERE id = ${orderId} AND status = 'PENDING'`);
  if (rowCount === 0) return false;
  const { rows } = await tx.execute<ProductQuantity>(sql`
    SELECT product_id AS "productId", quantity::int AS quantity FROM orders_items
    WHERE _parent_id = ${orderId} AND product_id IS NOT NULL`);
  await releaseStock(req, rows);
  return true;
}

/** Cancels an unpaid payment. If the payment has an intent, the caller must cancel the intent at Stripe. */
export async function cancelPayment(req: Transactional, paymentId: string): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`UPDATE payments SET status = 'CANCELLED', updated_at = now() WHERE id = ${paymentId}`);
}

const BATCH_SIZE = 200;
const CONCURRENCY = 5;

type Overdue = { orderId: string; paymentId: string | null; intentId: string | null };

/**
 * Cancels orders whose payment deadline has passed, and releases their stock. The intent is cancelled at Stripe first, so that no
 * order is cancelled while money may still arrive. An order that was paid at the last moment is confirmed instead.
 * @returns how many orders were cancelled
 */
export async function expireOrders(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<Overdue>(sql`
    SELECT orders.id AS "orderId", payment.id AS "paymentId", stripe_payment_intent_id AS "intentId"
    FROM orders LEFT JOIN payments AS payment ON payment.order_id = orders.id AND payment.status <> 'CANCELLED'
    WHERE orders.status = 'PENDING' AND payment_due_at < now()
    ORDER BY payment_due_at LIMIT ${BATCH_SIZE}`);
  const limit = pLimit(CONCURRENCY);
  const results = await Promise.allSettled(rows.map((order) => limit(() => expireOrder(payload, order))));
  const failed = results.filter((result) => result.status === 'rejected');
  if (failed.length > 0)
    throw new AggregateError(
      failed.map(({ reason }) => reason),
      'Some orders could not be cancelled.',
    );
  return results.filter((result) => result.status === 'fulfilled' && result.value).length;
}

async function expireOrder(payload: Payload, { orderId, paymentId, intentId }: Overdue): Promise<boolean> {
  if (paymentId && intentId) await cancelOrApplyIntent(payload, paymentId, intentId);
  return withTransaction(payload, async (req) => {
    const payment = await lockPaymentByOrder(req, orderId);
    // If the intent is live or being created, skip the order; the next run checks it again.
    if (payment && (payment.intentId || payment.claimed)) return false;
    if (payment) await cancelPayment(req, payment.paymentId);
    return cancelOrder(req, orderId);
  });
}

/** Cancels an intent at Stripe and applies the result. If Stripe refuses, applies the intent's current state. */
async function cancelOrApplyIntent(payload: Payload, paymentId: string, intentId: string): Promise<void> {
  const { stripe } = runtimeOf(payload);
  const intent = await callStripe(() => stripe.paymentIntents.cancel(intentId)).catch((error: unknown) => {
    if (!isRefusedByStripe(error)) throw error;
    return callStripe(() => stripe.paymentIntents.retrieve(intentId));
  });
  await withTransaction(payload, async (req) =>
    applyIntent(req, await lockPayment(req, paymentId), { intent, at: new Date() }),
  );
}

const INTENT_BATCH_SIZE = 50;

/**
 * Cancels a customer's unpaid orders, and records their intents for {@link cancelIntents}, which cancels them at Stripe after the
 * commit. If a payment still arrives, staff must handle it.
 */
export async function cancelUnpaidOrders(req: Transactional, customerId: string): Promise<void> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ id: string }>(
    sql`SELECT id FROM orders WHERE customer_id = ${customerId} AND status = 'PENDING' ORDER BY id`,
  );
  for (const { id } of rows) {
    const payment = await lockPaymentByOrder(req, id);
    if (!(await cancelOrder(req, id)) || !payment) continue;
    const { paymentId, intentId } = payment;
    await cancelPayment(req, paymentId);
    if (intentId) {
      await tx.execute(sql`
        INSERT INTO intent_cancellations (intent_id, payment_id) VALUES (${intentId}, ${paymentId})
        ON CONFLICT (intent_id) DO NOTHING`);
    }
  }
}

/**
 * Cancels the recorded intents of cancelled orders at Stripe. The next run retries an intent that Stripe is still processing.
 * @returns how many of the recorded intents are now cancelled or paid
 * @throws Problem unavailable if Stripe cannot be reached; the next run handles the rest
 */
export async function cancelIntents(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<{ intentId: string }>(
    sql`SELECT intent_id AS "intentId" FROM intent_cancellations ORDER BY created_at LIMIT ${INTENT_BATCH_SIZE}`,
  );
  let ended = 0;
  for (const { intentId } of rows) {
    if (!hasEnded(await cancelIntent(payload, intentId))) continue;
    await database(payload).execute(sql`DELETE FROM intent_cancellations WHERE intent_id = ${intentId}`);
    ended += 1;
  }
  return ended;
}

/** Cancels an intent and returns it. If Stripe refuses, returns the intent's current state. */
function cancelIntent(payload: Payload, intentId: string): Promise<Stripe.PaymentIntent> {
  const { paymentIntents } = runtimeOf(payload).stripe;
  return callStripe(() => paymentIntents.cancel(intentId)).catch((error: unknown) => {
    if (!isRefusedByStripe(error)) throw error;
    return callStripe(() => paymentIntents.retrieve(intentId));
  });
}

const hasEnded = ({ status }: Stripe.PaymentIntent) => status === 'canceled' || status === 'succeeded';
