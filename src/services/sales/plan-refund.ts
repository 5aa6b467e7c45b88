import { sql } from '@payloadcms/db-postgres';
import type Stripe from 'stripe';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { uuidv7 } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { installationId } from './installation.ts';
import { type LockedPayment, lockPaymentOf } from './lock-payment.ts';
import { toPounds } from './money.ts';
import type { RefundReason } from './refund-reasons.ts';
import { isPaid } from './state-machine.ts';

/** What staff ask for; `amount` in pence, all that is left when there is none. */
export type RefundRequest = {
  orderId: string;
  amount?: number | undefined;
  reason: RefundReason;
  staffId: string;
};

/** A refund whose row is written; `made` when Stripe has it already. Amount in pence. */
export type RefundPlan = {
  id: string;
  amount: number;
  intentId: string;
  metadata: Stripe.Metadata;
  made?: { id: string; status: string } | undefined;
};

type RefundRow = {
  id: string;
  paymentId: string;
  amount: number;
  reason: string | null;
  status: string;
  stripeId: string | null;
};

/**
 * Decides under the lock of the order what is refunded, and writes its row.
 * @param requestKey caller and Idempotency-Key: a refund that was begun under it is taken up, whatever became of it
 * @throws Problem not_found, invalid_state (unpaid or disputed), amount_mismatch (more than is left), idempotency_key_reused.
 */
export async function planRefund(
  req: Transactional,
  request: RefundRequest,
  requestKey: string | undefined,
): Promise<RefundPlan> {
  const { orderId, staffId, reason } = request;
  const payment = await lockPaymentOf(req, orderId);
  if (!payment) throw await whyNoPayment(req, orderId);
  const { paymentId, intentId, status } = payment;
  if (!isPaid(status) || !intentId) throw unpaid();
  const metadata = async (refundId: string) => ({
    ...{ refundId, orderId, paymentId },
    installation: await installationId(req.payload),
  });
  const begun = requestKey ? await findByKey(req, requestKey, paymentId, request) : undefined;
  if (begun?.stripeId) {
    const made = { id: begun.stripeId, status: begun.status };
    return { id: begun.id, amount: begun.amount, intentId, metadata: await metadata(begun.id), made };
  }
  if (status === 'DISPUTED') throw new Problem('invalid_state', 'The payment is disputed; the bank decides.');
  const open = await openRefunds(req, paymentId);
  const left = leftOf(payment, open);
  const lost = begun ?? (requestKey ? undefined : sameRequest(open, request, left));
  const amount = lost?.amount ?? request.amount ?? left;
  const reserved = lost && open.some(({ id }) => id === lost.id);
  if (!reserved && (amount <= 0 || amount > left)) {
    throw new Problem('amount_mismatch', `£${toPounds(left).toFixed(2)} can be refunded.`);
  }
  if (lost && !reserved) await reopen(req, lost.id);
  const id = lost?.id ?? (await insertRefund(req, { paymentId, amount, reason, staffId, requestKey }));
  return { id, amount, intentId, metadata: await metadata(id) };
}

const unpaid = () => new Problem('invalid_state', 'The order is not paid.');

async function whyNoPayment(req: Transactional, orderId: string): Promise<Problem> {
  const tx = await sessionOf(req);
  const { rowCount } = await tx.execute(sql`SELECT 1 FROM orders WHERE id = ${orderId}`);
  return rowCount ? unpaid() : new Problem('not_found', 'There is no such order.');
}

const columns = sql`id, payment_id AS "paymentId", amount, reason, status, stripe_refund_id AS "stripeId"`;

async function findByKey(
  req: Transactional,
  requestKey: string,
  paymentId: string,
  { amount, reason }: RefundRequest,
): Promise<RefundRow | undefined> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<RefundRow>(sql`SELECT ${columns} FROM refunds WHERE request_key = ${requestKey}`);
  const [row] = rows;
  const same = !row || (row.paymentId === paymentId && row.reason === reason && row.amount === (amount ?? row.amount));
  if (!same) throw new Problem('idempotency_key_reused');
  return row;
}

async function openRefunds(req: Transactional, paymentId: string): Promise<RefundRow[]> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<RefundRow>(sql`
    SELECT ${columns} FROM refunds
    WHERE payment_id = ${paymentId} AND status IN ('requested', 'requires_action', 'pending')`);
  return rows;
}

/** Pence that a new refund may still take. */
const leftOf = ({ amount, refunded }: LockedPayment, open: readonly RefundRow[]): number =>
  open.reduce((rest, row) => rest - row.amount, amount - refunded);

/** Without a key: the same request of before whose answer never came; the repeat takes it up, instead of refunding twice. */
const sameRequest = (open: readonly RefundRow[], { amount, reason }: RefundRequest, left: number) =>
  open.find(
    (row) => row.status === 'requested' && row.reason === reason && row.amount === (amount ?? left + row.amount),
  );

/** It was given up as never made. Under the same id Stripe makes it now, or tells that it was made after all. */
async function reopen(req: Transactional, id: string): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`UPDATE refunds SET status = 'requested', updated_at = now() WHERE id = ${id}`);
}

type NewRefund = Pick<RefundRequest, 'reason' | 'staffId'> & {
  paymentId: string;
  amount: number;
  requestKey: string | undefined;
};

async function insertRefund(
  req: Transactional,
  { paymentId, amount, reason, staffId, requestKey }: NewRefund,
): Promise<string> {
  const id = uuidv7();
  const tx = await sessionOf(req);
  await tx.execute(sql`
    INSERT INTO refunds (id, payment_id, amount, reason, status, requested_by, request_key)
    VALUES (${id}, ${paymentId}, ${amount}, ${reason}, 'requested', ${staffId}, ${requestKey ?? null})`);
  return id;
}
