import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import type Stripe from 'stripe';
import { claimKey, readCachedReply, releaseKey, type StoredReply, storeReply } from '../../database/idempotency.ts';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { crashPoint } from '../../events/crash-points.ts';
import { emit } from '../../events/emit.ts';
import { isUuid } from '../../lib/ids.ts';
import { toPounds } from '../../lib/money.ts';
import { Problem } from '../../lib/problem.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { type LockedPayment, lockPayment } from './lock-payment.ts';
import { planRefund, type RefundPlan, type RefundRequest } from './plan-refund.ts';
import { callStripe, isKeyOfOtherRequest, isRefusedByStripe } from './stripe-client.ts';

/**
 * Marks refunds of a payment as failed if Stripe has not created them and they match `condition`. Emits `payment.refund_failed`
 * for each, with our id, because the refund has no id at Stripe.
 */
export async function failUnmadeRefunds(req: Transactional, payment: LockedPayment, condition: SQL): Promise<void> {
  const { paymentId, orderId, userId } = payment;
  const { rows } = await (await transactionOf(req)).execute<{ refundId: string; amount: number }>(sql`
    UPDATE refunds SET status = 'failed', updated_at = now()
    WHERE payment_id = ${paymentId} AND status = 'requested' AND stripe_refund_id IS NULL AND ${condition}
    RETURNING id AS "refundId", amount::int AS amount`);
  for (const refund of rows) {
    await emit(req, 'payment.refund_failed', { paymentId, orderId, userId, currency: 'GBP', ...refund });
  }
}

/**
 * Refunds part or all of an order through Stripe (docs/spec/api.md#4-orders-and-payments). The refund's row is committed first,
 * and its id is the idempotency key at Stripe, as for an intent. The payment changes when the webhook arrives. A repeated request
 * with the same `key` returns the first reply.
 * @throws Problem not_found, invalid_state (unpaid or disputed), amount_mismatch (more than the remaining amount),
 * idempotency_conflict, idempotency_key_reused, unavailable
 */
export async function requestRefund(
  payload: Payload,
  request: RefundRequest,
  key?: string | undefined,
): Promise<StoredReply> {
  const { orderId, amount, reason, staffId } = request;
  if (!isUuid(orderId)) throw new Problem('not_found', 'There is no such order.');
  const keyedRequest = { scope: `refund:${staffId}`, key, input: { orderId, amount, reason } };
  const cached = await readCachedReply(payload, keyedRequest);
  if (cached) return cached;
  const planned = await withTransaction(payload, async (req) => {
    const first = await claimKey(req, keyedRequest);
    return first ?? { plan: await planRefund(req, request, key && `${staffId} ${key}`) };
  });
  if (!('plan' in planned)) return planned;
  try {
    const reply = { status: 201, body: await executePlan(payload, request, planned.plan) };
    await storeReply(payload, keyedRequest, reply);
    return reply;
  } catch (error) {
    await releaseKey(payload, keyedRequest);
    throw error;
  }
}

async function executePlan(payload: Payload, { reason }: RefundRequest, plan: RefundPlan) {
  const { amount } = plan;
  const stripeRefund = plan.stripeRefund ?? (await createStripeRefund(payload, { ...plan, reason }));
  return {
    refundId: stripeRefund.id,
    amount: toPounds(amount),
    currency: 'GBP' as const,
    status: stripeRefund.status ?? 'pending',
  };
}

async function createStripeRefund(
  payload: Payload,
  { id, paymentId, intentId, metadata, amount, reason }: RefundPlan & Pick<RefundRequest, 'reason'>,
) {
  crashPoint('after-refund-row');
  const params = { payment_intent: intentId, amount, reason, metadata };
  const { stripe } = runtimeOf(payload);
  const refund = await callStripe(() => stripe.refunds.create(params, { idempotencyKey: id })).catch(
    async (error: unknown) => {
      const existing = isKeyOfOtherRequest(error) && (await findStripeRefund(payload, intentId, id));
      if (existing) return existing;
      if (!isRefusedByStripe(error)) throw error;
      await markRefused(payload, paymentId, id);
      throw new Problem('invalid_state', error.message, { cause: error });
    },
  );
  crashPoint('after-refund-made');
  await database(payload).execute(sql`
    UPDATE refunds SET stripe_refund_id = ${refund.id}, updated_at = now(),
      status = CASE WHEN status = 'requested' THEN 'pending' ELSE status END
    WHERE id = ${id}`);
  return refund;
}

/**
 * Finds the refund that an earlier request has created at Stripe. A new request under another key would pay the money out a
 * second time.
 */
async function findStripeRefund(payload: Payload, intentId: string, id: string): Promise<Stripe.Refund | undefined> {
  const { refunds } = runtimeOf(payload).stripe;
  const { data } = await callStripe(() => refunds.list({ payment_intent: intentId, limit: 100 }));
  return data.find(({ metadata }) => metadata?.refundId === id);
}

/**
 * Marks a refund as failed and frees its request key. Under the same id, Stripe would only replay its refusal, so a retry must
 * create a new refund.
 */
async function markRefused(payload: Payload, paymentId: string, id: string): Promise<void> {
  await withTransaction(payload, async (req) => {
    const payment = await lockPayment(req, paymentId);
    await (await transactionOf(req)).execute(sql`
      UPDATE refunds SET request_key = NULL WHERE id = ${id} AND status = 'requested'`);
    await failUnmadeRefunds(req, payment, sql`id = ${id}`);
  });
}

/**
 * The refund amounts of an order in pence. `left` can still be refunded (0 while the order is unpaid or disputed); `pending` is
 * requested, but neither paid out nor failed.
 */
export type RefundSums = { left: number; pending: number };

/** Reads the refund amounts of an order; zeros for an order without a payment. */
export async function readRefundSums(payload: Payload, orderId: string): Promise<RefundSums> {
  const { rows } = await database(payload).execute<RefundSums>(sql`
    SELECT coalesce(sum(amount - refunded_amount - pending) FILTER (
        WHERE status IN ('SUCCEEDED', 'PARTIALLY_REFUNDED')), 0)::float8 AS left,
      coalesce(sum(pending), 0)::float8 AS pending
    FROM payments AS payment CROSS JOIN LATERAL (
      SELECT coalesce(sum(amount), 0) AS pending FROM refunds
      WHERE payment_id = payment.id AND status IN ('requested', 'requires_action', 'pending')) AS open
    WHERE order_id = ${orderId}`);
  return rows[0] ?? { left: 0, pending: 0 };
}
