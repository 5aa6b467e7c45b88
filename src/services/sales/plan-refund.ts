import { sql } from '@payloadcms/db-postgres';
import type Stripe from 'stripe';
import { type Transactional, transactionOf } from '../../database/transaction.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { toPoundsText } from '../../lib/money.ts';
import { Problem } from '../../lib/problem.ts';
import { type LockedPayment, lockPaymentByOrder } from './lock-payment.ts';
import { isPaid, type RefundReason } from './statuses.ts';
import { readInstallationId } from './stripe-client.ts';

/** A refund that staff request. `amount` is in pence; if undefined, the whole remaining amount is refunded. */
export type RefundRequest = {
  orderId: string;
  amount?: number | undefined;
  reason: RefundReason;
  staffId: string;
};

/** A refund whose row is stored. `stripeRefund` is set if Stripe has already created the refund. The amount is in pence. */
export type RefundPlan = {
  id: string;
  paymentId: string;
  amount: number;
  intentId: string;
  metadata: Stripe.Metadata;
  stripeRefund?: { id: string; status: string } | undefined;
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
 * Decides, under the lock of the order, how much is refunded, and inserts the refund's row.
 * @param requestKey caller and Idempotency-Key; an earlier refund under the same key is resumed, whatever its state
 * @throws Problem not_found, invalid_state (unpaid or disputed), amount_mismatch (more than the remaining amount),
 * idempotency_key_reused
 */
export async function planRefund(
  req: Transactional,
  request: RefundRequest,
  requestKey: string | undefined,
): Promise<RefundPlan> {
  const { orderId, staffId, reason } = request;
  const payment = await lockPaymentByOrder(req, orderId);
  if (!payment) throw await explainMissingPayment(req, orderId);
  const { paymentId, intentId, status } = payment;
  if (!isPaid(status) || !intentId) throw unpaidProblem();
  const metadata = async (refundId: string) => ({
    ...{ refundId, orderId, paymentId },
    installation: await readInstallationId(req.payload),
  });
  const existing = requestKey ? await findByKey(req, requestKey, paymentId, request) : undefined;
  if (existing?.stripeId) {
    const stripeRefund = { id: existing.stripeId, status: existing.status };
    const { id, amount } = existing;
    return { id, paymentId, amount, intentId, metadata: await metadata(id), stripeRefund };
  }
  if (status === 'DISPUTED')
    throw new Problem(
      'invalid_state',
      'The payment is disputed, so it cannot be refunded now: the bank decides who gets the money.',
    );
  const open = await listOpenRefunds(req, paymentId);
  const leftPence = computeLeftPence(payment, open);
  const unanswered = existing ?? (requestKey ? undefined : findSameRequest(open, request, leftPence));
  const amount = unanswered?.amount ?? request.amount ?? leftPence;
  const reserved = unanswered && open.some(({ id }) => id === unanswered.id);
  if (!reserved && (amount <= 0 || amount > leftPence)) {
    throw new Problem('amount_mismatch', `At most £${toPoundsText(leftPence)} can be refunded.`);
  }
  if (unanswered && !reserved) await reopenRefund(req, unanswered.id);
  const id = unanswered?.id ?? (await insertRefund(req, { paymentId, amount, reason, staffId, requestKey }));
  return { id, paymentId, amount, intentId, metadata: await metadata(id) };
}

const unpaidProblem = () => new Problem('invalid_state', 'The order is not paid.');

async function explainMissingPayment(req: Transactional, orderId: string): Promise<Problem> {
  const tx = await transactionOf(req);
  const { rowCount } = await tx.execute(sql`SELECT 1 FROM orders WHERE id = ${orderId}`);
  return rowCount ? unpaidProblem() : new Problem('not_found', 'There is no such order.');
}

const refundColumns = sql`id, payment_id AS "paymentId", amount, reason, status, stripe_refund_id AS "stripeId"`;

async function findByKey(
  req: Transactional,
  requestKey: string,
  paymentId: string,
  { amount, reason }: RefundRequest,
): Promise<RefundRow | undefined> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<RefundRow>(
    sql`SELECT ${refundColumns} FROM refunds WHERE request_key = ${requestKey}`,
  );
  const [row] = rows;
  const same = !row || (row.paymentId === paymentId && row.reason === reason && row.amount === (amount ?? row.amount));
  if (!same) throw new Problem('idempotency_key_reused');
  return row;
}

async function listOpenRefunds(req: Transactional, paymentId: string): Promise<RefundRow[]> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<RefundRow>(sql`
    SELECT ${refundColumns} FROM refunds
    WHERE payment_id = ${paymentId} AND status IN ('requested', 'requires_action', 'pending')`);
  return rows;
}

/** Returns the amount that can still be refunded, in pence. */
const computeLeftPence = ({ amount, refunded }: LockedPayment, open: readonly RefundRow[]): number =>
  open.reduce((rest, row) => rest - row.amount, amount - refunded);

/**
 * Finds an earlier refund with the same amount and reason whose creation Stripe has not confirmed. Used for requests without an
 * idempotency key: resuming the earlier refund avoids a second one.
 */
const findSameRequest = (open: readonly RefundRow[], { amount, reason }: RefundRequest, leftPence: number) =>
  open.find(
    (row) => row.status === 'requested' && row.reason === reason && row.amount === (amount ?? leftPence + row.amount),
  );

/**
 * Reopens a refund that was marked as never created. Under the same id, Stripe now creates the refund, or returns the one that it
 * had created after all.
 */
async function reopenRefund(req: Transactional, id: string): Promise<void> {
  const tx = await transactionOf(req);
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
  const tx = await transactionOf(req);
  await tx.execute(sql`
    INSERT INTO refunds (id, payment_id, amount, reason, status, requested_by, request_key)
    VALUES (${id}, ${paymentId}, ${amount}, ${reason}, 'requested', ${staffId}, ${requestKey ?? null})`);
  return id;
}
