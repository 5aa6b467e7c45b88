import { sql } from '@payloadcms/db-postgres/drizzle';
import type Stripe from 'stripe';
import { type Transactional, transactionOf } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import { extractVat, type Vat } from '../../lib/money.ts';
import { issueInvoice } from './issue-invoice.ts';
import type { LockedPayment } from './lock-payment.ts';
import {
  canTransitionRefund,
  hasRefundFailed,
  type OrderStatus,
  type PaymentStatus,
  toCreditNoteTitle,
} from './statuses.ts';

type RefundTotals = { returned: number; disputed: boolean };

/**
 * A refund or dispute that changes the totals of a payment. `reference` is the id at Stripe; `credit` and `debit` are the titles
 * for a credit note or debit note. `failedAmount` is the amount in pence of a refund that has just failed, otherwise null.
 */
export type TotalsChange = { reference: string; credit: string; debit: string } & (
  | { kind: 'refund'; failedAmount: number | null }
  | { kind: 'dispute' }
);

/**
 * Recomputes the state of a paid payment and its order from all refunds and disputes of the payment, so it does not matter in
 * which sequence Stripe reports them. If more money is returned than before, issues a credit note and emits `payment.refunded`;
 * if less, issues a debit note. If less is returned because a lost dispute was won after all, also emits `payment.dispute_won`.
 * For a refund that has just failed, emits `payment.refund_failed`, whether or not the refund had counted as returned.
 * @returns whether the payment or order changed, or a refund has just failed
 */
export async function applyRefundTotals(
  req: Transactional,
  payment: LockedPayment,
  change: TotalsChange,
): Promise<boolean> {
  const { paymentId, orderId, userId, amount } = payment;
  const { returned, disputed } = await readRefundTotals(req, paymentId);
  const refunded = Math.min(returned, amount);
  const status = toPaymentStatus(amount, refunded, disputed);
  const delta = refunded - payment.refunded;
  const failedAmount = change.kind === 'refund' ? change.failedAmount : null;
  if (delta === 0 && status === payment.status && failedAmount === null) return false;
  const tx = await transactionOf(req);
  await tx.execute(sql`
    WITH updated_payment AS (
      UPDATE payments SET status = ${status}, refunded_amount = ${refunded}, updated_at = now() WHERE id = ${paymentId})
    UPDATE orders SET status = ${toOrderStatus(amount, refunded)}, updated_at = now() WHERE id = ${orderId}`);
  const event = { paymentId, orderId, userId, currency: 'GBP' } as const;
  const refundId = change.reference;
  if (delta > 0) await emit(req, 'payment.refunded', { ...event, amount: delta, refundId });
  if (failedAmount !== null) await emit(req, 'payment.refund_failed', { ...event, amount: failedAmount, refundId });
  if (delta < 0 && change.kind === 'dispute')
    await emit(req, 'payment.dispute_won', { ...event, amount: -delta, disputeId: change.reference });
  if (delta !== 0) await issueNote(req, payment, refunded, change);
  return true;
}

/** Sums the amounts of succeeded refunds and lost disputes. */
async function readRefundTotals(req: Transactional, paymentId: string): Promise<RefundTotals> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<RefundTotals>(sql`
    SELECT (
        (SELECT coalesce(sum(amount), 0) FROM refunds WHERE payment_id = ${paymentId} AND status = 'succeeded')
        + (SELECT coalesce(sum(amount), 0) FROM disputes WHERE payment_id = ${paymentId} AND lost))::float8 AS returned,
      EXISTS (SELECT 1 FROM disputes WHERE payment_id = ${paymentId} AND holds_money) AS disputed`);
  return rows[0] as RefundTotals;
}

function toPaymentStatus(amount: number, refunded: number, disputed: boolean): PaymentStatus {
  if (disputed) return 'DISPUTED';
  if (refunded === 0) return 'SUCCEEDED';
  return refunded === amount ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
}

function toOrderStatus(amount: number, refunded: number): OrderStatus {
  if (refunded === 0) return 'CONFIRMED';
  return refunded === amount ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
}

async function issueNote(
  req: Transactional,
  payment: LockedPayment,
  refunded: number,
  { reference, credit, debit }: TotalsChange,
): Promise<void> {
  const amounts = computeNoteAmounts(payment.refunded, refunded, payment.vatRate);
  const kind = refunded > payment.refunded ? 'CREDIT_NOTE' : 'DEBIT_NOTE';
  const title = kind === 'CREDIT_NOTE' ? credit : debit;
  const lines = [{ title, quantity: 1, unitPrice: amounts.total }];
  await issueInvoice(req, payment, { id: uuidv7(), kind, amounts, lines, reference });
}

/**
 * Computes the amounts of a note from the refunded totals `before` and `after` the change. The VAT of the note is the
 * difference between the VAT of these two totals. So the notes of a full refund add up to the amounts of the invoice.
 */
function computeNoteAmounts(before: number, after: number, rate: number): Vat {
  const total = Math.abs(after - before);
  const vat = Math.abs(extractVat(after, rate).vat - extractVat(before, rate).vat);
  return { subtotal: total - vat, vat, total };
}

/**
 * Stores Stripe's state of a refund and updates the payment. The refund may have been created by us or at Stripe.
 * @returns false if the stored refund is not changed; otherwise the result of {@link applyRefundTotals}
 */
export async function applyRefund(req: Transactional, payment: LockedPayment, refund: Stripe.Refund): Promise<boolean> {
  const status = refund.status ?? 'pending';
  const stored = await findRefund(req, payment, refund);
  if (stored && stored.stripeRefundId !== null && !canTransitionRefund(stored.status, status)) return false;
  const tx = await transactionOf(req);
  if (stored) {
    await tx.execute(sql`
      UPDATE refunds SET stripe_refund_id = ${refund.id}, status = ${status}, updated_at = now() WHERE id = ${stored.id}`);
  } else {
    await tx.execute(sql`
      INSERT INTO refunds (id, payment_id, stripe_refund_id, amount, reason, status)
      VALUES (${uuidv7()}, ${payment.paymentId}, ${refund.id}, ${refund.amount}, ${refund.reason}, ${status})`);
  }
  return applyRefundTotals(req, payment, {
    kind: 'refund',
    reference: refund.id,
    credit: toCreditNoteTitle(refund.reason),
    debit: 'Refund that could not be paid out',
    failedAmount: hasRefundFailed(status) ? refund.amount : null,
  });
}

type StoredRefund = { id: string; stripeRefundId: string | null; status: string };

/**
 * Finds a stored refund by Stripe's id, or by our id in the refund's metadata: Stripe's id is not stored yet while we wait for
 * the response to our own request.
 */
async function findRefund(
  req: Transactional,
  { paymentId }: LockedPayment,
  { id, metadata }: Stripe.Refund,
): Promise<StoredRefund | undefined> {
  const ownId = isUuid(metadata?.refundId) ? metadata.refundId : null;
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<StoredRefund>(sql`
    SELECT id, stripe_refund_id AS "stripeRefundId", status FROM refunds
    WHERE payment_id = ${paymentId} AND (stripe_refund_id = ${id} OR id = ${ownId})`);
  return rows[0];
}
