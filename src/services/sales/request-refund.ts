import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import type Stripe from 'stripe';
import { database, sessionOf, type Transactional, withTransaction } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { crashPoint } from '../../events/crash-points.ts';
import { isUuid, uuidv7 } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { askStripe, isRefusedByStripe } from './ask-stripe.ts';
import { installationId } from './installation.ts';
import { type LockedPayment, lockPaymentOf } from './lock-payment.ts';
import { toPounds } from './money.ts';
import type { RefundReason } from './refund-reasons.ts';
import { isPaid } from './state-machine.ts';

/** `amount` in pence; all that is left when there is none. */
export type RefundRequest = { amount?: number | undefined; reason: RefundReason };

type Planned = { id: string; amount: number; intentId: string; metadata: Stripe.Metadata };

/**
 * Asks Stripe to pay back a part or all of an order (api.md §4). Like an intent, the refund is written and committed first,
 * and its id is Stripe's idempotency key. The payment moves when the webhook says so.
 * @throws Problem not_found, invalid_state (unpaid or disputed), amount_mismatch (more than is left), unavailable.
 */
export async function requestRefund(payload: Payload, orderId: string, request: RefundRequest, staffId: string) {
  if (!isUuid(orderId)) throw notFound();
  const { id, amount, intentId, metadata } = await withTransaction(payload, (req) =>
    plan(req, orderId, request, staffId),
  );
  crashPoint('after-refund-row');
  const params = { payment_intent: intentId, amount, reason: request.reason, metadata };
  const { stripe } = domainOf(payload);
  const refund = await askStripe(() => stripe.refunds.create(params, { idempotencyKey: id })).catch(
    async (error: unknown) => {
      if (!isRefusedByStripe(error)) throw error;
      await markFailed(payload, id);
      throw new Problem('invalid_state', error.message, { cause: error });
    },
  );
  crashPoint('after-refund-made');
  await database(payload).execute(sql`
    UPDATE refunds SET stripe_refund_id = ${refund.id}, updated_at = now(),
      status = CASE WHEN status = 'requested' THEN 'pending' ELSE status END
    WHERE id = ${id}`);
  return {
    refundId: refund.id,
    amount: toPounds(amount),
    currency: 'GBP' as const,
    status: refund.status ?? 'pending',
  };
}

const notFound = () => new Problem('not_found', 'There is no such order.');

async function plan(
  req: Transactional,
  orderId: string,
  { amount, reason }: RefundRequest,
  staffId: string,
): Promise<Planned> {
  const payment = await lockPaymentOf(req, orderId);
  if (!payment) throw await whyNoPayment(req, orderId);
  const { paymentId, intentId, status } = payment;
  if (!isPaid(status) || !intentId) throw new Problem('invalid_state', 'The order is not paid.');
  if (status === 'DISPUTED') throw new Problem('invalid_state', 'The payment is disputed; the bank decides.');
  const { left, open } = await refundable(req, payment, amount, reason);
  const wanted = open?.amount ?? amount ?? left;
  if (!open && (wanted <= 0 || wanted > left)) {
    throw new Problem('amount_mismatch', `£${toPounds(left).toFixed(2)} can be refunded.`);
  }
  const id = open?.id ?? (await insertRefund(req, paymentId, wanted, reason, staffId));
  const metadata = { refundId: id, orderId, paymentId, installation: await installationId(req.payload) };
  return { id, amount: wanted, intentId, metadata };
}

async function whyNoPayment(req: Transactional, orderId: string): Promise<Problem> {
  const tx = await sessionOf(req);
  const { rowCount } = await tx.execute(sql`SELECT 1 FROM orders WHERE id = ${orderId}`);
  return rowCount ? new Problem('invalid_state', 'The order is not paid.') : notFound();
}

type Refundable = { left: number; open: { id: string; amount: number } | undefined };

/**
 * What can still be refunded, and the same request of before whose answer never came: the repeat of it takes it up, instead
 * of refunding twice.
 */
async function refundable(
  req: Transactional,
  { paymentId, amount, refunded }: LockedPayment,
  wanted: number | undefined,
  reason: RefundReason,
): Promise<Refundable> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ id: string; amount: number; status: string; reason: string }>(sql`
    SELECT id, amount, status, reason FROM refunds
    WHERE payment_id = ${paymentId} AND status IN ('requested', 'requires_action', 'pending')`);
  const left = rows.reduce((rest, row) => rest - row.amount, amount - refunded);
  const open = rows.find(
    (row) => row.status === 'requested' && row.reason === reason && row.amount === (wanted ?? left + row.amount),
  );
  return { left, open };
}

async function insertRefund(
  req: Transactional,
  paymentId: string,
  amount: number,
  reason: RefundReason,
  staffId: string,
): Promise<string> {
  const id = uuidv7();
  const tx = await sessionOf(req);
  await tx.execute(sql`
    INSERT INTO refunds (id, payment_id, amount, reason, status, requested_by)
    VALUES (${id}, ${paymentId}, ${amount}, ${reason}, 'requested', ${staffId})`);
  return id;
}

async function markFailed(payload: Payload, id: string): Promise<void> {
  await database(payload).execute(sql`
    UPDATE refunds SET status = 'failed', updated_at = now() WHERE id = ${id} AND status = 'requested'`);
}
