import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, withTransaction } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { crashPoint } from '../../events/crash-points.ts';
import { isUuid } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { claimKey, recallReply, releaseKey, type StoredReply, settleKey } from '../idempotency.ts';
import { askStripe, isRefusedByStripe } from './ask-stripe.ts';
import { toPounds } from './money.ts';
import { planRefund, type RefundPlan, type RefundRequest } from './plan-refund.ts';

/**
 * Asks Stripe to pay back a part or all of an order (api.md §4). Like an intent, the refund is written and committed first,
 * and its id is Stripe's idempotency key. The payment moves when the webhook says so. A request under a `key` that was used
 * before gets the reply to the first one.
 * @throws Problem not_found, invalid_state (unpaid or disputed), amount_mismatch (more than is left), idempotency_conflict,
 * idempotency_key_reused, unavailable.
 */
export async function requestRefund(
  payload: Payload,
  request: RefundRequest,
  key?: string | undefined,
): Promise<StoredReply> {
  const { orderId, amount, reason, staffId } = request;
  if (!isUuid(orderId)) throw new Problem('not_found', 'There is no such order.');
  const keyed = { scope: `refund:${staffId}`, key, input: { orderId, amount, reason } };
  const recalled = await recallReply(payload, keyed);
  if (recalled) return recalled;
  const planned = await withTransaction(payload, async (req) => {
    const first = await claimKey(req, keyed);
    return first ?? { plan: await planRefund(req, request, key && `${staffId} ${key}`) };
  });
  if (!('plan' in planned)) return planned;
  try {
    const reply = { status: 201, body: await carryOut(payload, request, planned.plan) };
    await settleKey(payload, keyed, reply);
    return reply;
  } catch (error) {
    await releaseKey(payload, keyed);
    throw error;
  }
}

async function carryOut(payload: Payload, { reason }: RefundRequest, plan: RefundPlan) {
  const { id, amount, intentId, metadata } = plan;
  const made = plan.made ?? (await make(payload, { id, intentId, metadata, amount, reason }));
  return {
    refundId: made.id,
    amount: toPounds(amount),
    currency: 'GBP' as const,
    status: made.status ?? 'pending',
  };
}

async function make(
  payload: Payload,
  {
    id,
    intentId,
    metadata,
    amount,
    reason,
  }: Omit<RefundPlan, 'made'> & Pick<RefundRequest, 'reason'> & { amount: number },
) {
  crashPoint('after-refund-row');
  const params = { payment_intent: intentId, amount, reason, metadata };
  const { stripe } = domainOf(payload);
  const refund = await askStripe(() => stripe.refunds.create(params, { idempotencyKey: id })).catch(
    async (error: unknown) => {
      if (!isRefusedByStripe(error)) throw error;
      await markRefused(payload, id);
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

/** Stripe would answer the same again under the same key, so a repeat of the request is to be a new refund. */
async function markRefused(payload: Payload, id: string): Promise<void> {
  await database(payload).execute(sql`
    UPDATE refunds SET status = 'failed', request_key = NULL, updated_at = now()
    WHERE id = ${id} AND status = 'requested'`);
}
