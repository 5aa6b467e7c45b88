import { sql } from '@payloadcms/db-postgres';
import pLimit from 'p-limit';
import type { Payload } from 'payload';
import { database, withTransaction } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { applyIntent } from './apply-intent.ts';
import { askStripe, isRefusedByStripe } from './ask-stripe.ts';
import { cancelOrder, cancelPayment } from './cancel-order.ts';
import { lockPayment, lockPaymentOf } from './lock-payment.ts';

const BATCH = 200;
const AT_A_TIME = 5;

type Overdue = { orderId: string; paymentId: string | null; intentId: string | null };

/**
 * Cancels the orders whose time to pay is over and frees their stock. First the intent is cancelled at Stripe: an order whose
 * money may still come is never given up. One that was paid in the last moment is confirmed instead.
 * @returns how many orders were cancelled.
 */
export async function expireOrders(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<Overdue>(sql`
    SELECT orders.id AS "orderId", payment.id AS "paymentId", stripe_payment_intent_id AS "intentId"
    FROM orders LEFT JOIN payments AS payment ON payment.order_id = orders.id AND payment.status <> 'CANCELLED'
    WHERE orders.status = 'PENDING' AND payment_due_at < now()
    ORDER BY payment_due_at LIMIT ${BATCH}`);
  const limit = pLimit(AT_A_TIME);
  const results = await Promise.allSettled(rows.map((order) => limit(() => expire(payload, order))));
  const failed = results.filter((result) => result.status === 'rejected');
  if (failed.length > 0)
    throw new AggregateError(
      failed.map(({ reason }) => reason),
      'Some orders were not cancelled.',
    );
  return results.filter((result) => result.status === 'fulfilled' && result.value).length;
}

async function expire(payload: Payload, { orderId, paymentId, intentId }: Overdue): Promise<boolean> {
  if (paymentId && intentId) await giveUpIntent(payload, paymentId, intentId);
  return withTransaction(payload, async (req) => {
    const payment = await lockPaymentOf(req, orderId);
    // Its intent is being made: the next run sees what has become of it.
    if (payment && (payment.intentId || payment.claimed)) return false;
    if (payment) await cancelPayment(req, payment.paymentId);
    return cancelOrder(req, orderId);
  });
}

/** Cancels an intent, or takes over where it went instead. */
async function giveUpIntent(payload: Payload, paymentId: string, intentId: string): Promise<void> {
  const { stripe } = domainOf(payload);
  const intent = await askStripe(() => stripe.paymentIntents.cancel(intentId)).catch((error: unknown) => {
    if (!isRefusedByStripe(error)) throw error;
    return askStripe(() => stripe.paymentIntents.retrieve(intentId));
  });
  await withTransaction(payload, async (req) =>
    applyIntent(req, await lockPayment(req, paymentId), { intent, at: new Date() }),
  );
}
