import { sql } from '@payloadcms/db-postgres';
import type Stripe from 'stripe';
import { type Transactional, transactionOf } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { extractVat } from '../../lib/money.ts';
import { issueInvoice } from './issue-invoice.ts';
import type { LockedPayment } from './lock-payment.ts';
import { canTransition, isUnpaid, type PaymentStatus } from './statuses.ts';

/** The outcome of processing a Stripe event, stored with the event. */
export type StripeEventOutcome = 'applied' | 'nothing_new' | 'stale' | 'needs_attention' | 'ignored';

/** An intent as Stripe reported it at the time `at`. */
type IntentUpdate = { intent: Stripe.PaymentIntent; at: Date };

/**
 * Moves a locked payment to the state of its intent at Stripe. Transitions only go forward: late, repeated and out-of-order
 * updates do not change the payment, but a late update may still announce a failed attempt. If the intent has succeeded, the
 * order is confirmed and its invoice issued in the caller's transaction.
 */
export function applyIntent(
  req: Transactional,
  payment: LockedPayment,
  update: IntentUpdate,
): Promise<StripeEventOutcome> {
  if (update.intent.status === 'succeeded') return applySuccess(req, payment, update.intent);
  return followIntent(req, payment, update);
}

function toPaymentStatus({ status, last_payment_error: failure }: Stripe.PaymentIntent): PaymentStatus {
  if (status === 'canceled') return 'CANCELLED';
  if (status === 'processing') return 'PROCESSING';
  return status === 'requires_payment_method' && failure ? 'FAILED' : 'PENDING';
}

async function followIntent(
  req: Transactional,
  payment: LockedPayment,
  { intent, at }: IntentUpdate,
): Promise<StripeEventOutcome> {
  const to = toPaymentStatus(intent);
  const { paymentId, orderId, userId, status, eventAt } = payment;
  if (status === to ? to !== 'FAILED' : !canTransition('payments', status, to)) return 'nothing_new';
  const failure = to === 'FAILED' ? intent.last_payment_error : null;
  const { code: failureCode = null, message: failureMessage = null } = failure ?? {};
  const failedEvent = { paymentId, orderId, userId, failureCode, failureMessage };
  if (to !== 'CANCELLED' && eventAt && eventAt > at) {
    // The stored state is newer. Announce the failed attempt all the same, if its charge distinguishes it from later attempts.
    if (!failure?.charge || !(await recordPaymentFailure(req, paymentId, failure, at))) return 'stale';
    await emit(req, 'payment.failed', failedEvent);
    return 'applied';
  }
  const newAttempt = failure !== null && (await recordPaymentFailure(req, paymentId, failure, at));
  if (status === to && !newAttempt) return 'nothing_new';
  const tx = await transactionOf(req);
  await tx.execute(sql`
    UPDATE payments SET status = ${to}, stripe_payment_intent_id = ${intent.id}, failure_code = ${failureCode},
      failure_message = ${failureMessage}, event_at = ${at.toISOString()}, updated_at = now()
    WHERE id = ${paymentId}`);
  if (newAttempt) await emit(req, 'payment.failed', failedEvent);
  return 'applied';
}

async function applySuccess(
  req: Transactional,
  payment: LockedPayment,
  intent: Stripe.PaymentIntent,
): Promise<StripeEventOutcome> {
  const { paymentId, orderId, userId, status, due, vatRate, lines, terms } = payment;
  if (!isUnpaid(status) && status !== 'CANCELLED') return 'nothing_new';
  const { amount_received: amount, currency } = intent;
  if (status === 'CANCELLED' || payment.orderStatus !== 'PENDING' || amount !== due || currency !== 'gbp') {
    const details = { paymentId, orderId, status, orderStatus: payment.orderStatus, amount, due, currency };
    req.payload.logger.error(details, 'Stripe has received a payment that no order expects. Refund it in Stripe.');
    return 'needs_attention';
  }
  const invoiceId = uuidv7();
  const tx = await transactionOf(req);
  await tx.execute(
    sql`
    WITH paid AS (
      UPDATE payments SET status = 'SUCCEEDED', amount = ${amount}, stripe_payment_intent_id = ${intent.id}, paid_at = now(),
        points_per_pound = ${terms.pointsPerPound}, failure_code = NULL, failure_message = NULL, updated_at = now()
      WHERE id = ${paymentId})
    UPDATE orders SET status = 'CONFIRMED', updated_at = now() WHERE id = ${orderId}`,
    { prepared: true },
  );
  await emit(req, 'payment.succeeded', { paymentId, orderId, userId, amount, currency: 'GBP', invoiceId });
  const amounts = extractVat(amount, vatRate);
  await issueInvoice(req, payment, { id: invoiceId, kind: 'INVOICE', amounts, lines, reference: null });
  return 'applied';
}

/**
 * Records a failed payment attempt under its {@link toAttemptId}. The decline code is stored only in this record: Stripe advises
 * not to show it to the payer, who may be a thief (https://docs.stripe.com/declines/codes).
 * @returns whether the attempt is new; false if a webhook, a retry or the reconciliation has already recorded it
 */
async function recordPaymentFailure(
  req: Transactional,
  paymentId: string,
  failure: Stripe.PaymentIntent.LastPaymentError,
  at: Date,
): Promise<boolean> {
  const { code = null, decline_code: declineCode = null, message = null } = failure;
  const tx = await transactionOf(req);
  const { rowCount } = await tx.execute(sql`
    INSERT INTO payment_failures (payment_id, attempt, code, decline_code, message, at)
    VALUES (${paymentId}, ${toAttemptId(failure)}, ${code}, ${declineCode}, ${message}, ${at.toISOString()})
    ON CONFLICT (payment_id, attempt) DO NOTHING`);
  return rowCount === 1;
}

/**
 * Returns an id for an attempt to pay: the id of its charge, if there is one. An attempt that fails at 3-D Secure has no charge,
 * and nothing else in the intent identifies it, so its id consists of the payment method and the error code. A second such
 * failure with the same saved card counts as a repeat.
 */
const toAttemptId = ({ charge, payment_method: method, code }: Stripe.PaymentIntent.LastPaymentError): string =>
  charge ?? `${method?.id ?? 'no method'} ${code ?? ''}`.trim();
