import { sql } from '@payloadcms/db-postgres';
import type Stripe from 'stripe';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import { uuidv7 } from '../../ids.ts';
import { issueInvoice } from './issue-invoice.ts';
import type { LockedPayment } from './lock-payment.ts';
import { containedVat } from './money.ts';
import { noteFailure } from './payment-failures.ts';
import { isLive, mayMove, type PaymentStatus } from './state-machine.ts';

/** What became of news from Stripe; it stands with the stored event. */
export type Outcome = 'applied' | 'nothing_new' | 'stale' | 'needs_attention' | 'ignored';

/** An intent as Stripe told of it, at the moment `at`. */
export type IntentNews = { intent: Stripe.PaymentIntent; at: Date };

/**
 * Moves a locked payment to where its intent is at Stripe. Forward only: what comes late, twice or out of order changes
 * nothing. A success confirms the order and issues its invoice, all in the caller's transaction.
 */
export function applyIntent(req: Transactional, payment: LockedPayment, news: IntentNews): Promise<Outcome> {
  if (news.intent.status === 'succeeded') return succeed(req, payment, news.intent);
  return followIntent(req, payment, news);
}

function targetOf({ status, last_payment_error: failure }: Stripe.PaymentIntent): PaymentStatus {
  if (status === 'canceled') return 'CANCELLED';
  if (status === 'processing') return 'PROCESSING';
  return status === 'requires_payment_method' && failure ? 'FAILED' : 'PENDING';
}

async function followIntent(req: Transactional, payment: LockedPayment, { intent, at }: IntentNews): Promise<Outcome> {
  const to = targetOf(intent);
  const { paymentId, orderId, userId, status, eventAt } = payment;
  if (status === to ? to !== 'FAILED' : !mayMove('payments', status, to)) return 'nothing_new';
  if (to !== 'CANCELLED' && eventAt && eventAt > at) return 'stale';
  const failure = to === 'FAILED' ? intent.last_payment_error : null;
  const newAttempt = failure !== null && (await noteFailure(req, paymentId, failure, at));
  if (status === to && !newAttempt) return 'nothing_new';
  const { code: failureCode = null, message: failureMessage = null } = failure ?? {};
  const tx = await sessionOf(req);
  await tx.execute(sql`
    UPDATE payments SET status = ${to}, stripe_payment_intent_id = ${intent.id}, failure_code = ${failureCode},
      failure_message = ${failureMessage}, event_at = ${at.toISOString()}, updated_at = now()
    WHERE id = ${paymentId}`);
  if (newAttempt) await emit(req, 'payment.failed', { paymentId, orderId, userId, failureCode, failureMessage });
  return 'applied';
}

async function succeed(req: Transactional, payment: LockedPayment, intent: Stripe.PaymentIntent): Promise<Outcome> {
  const { paymentId, orderId, userId, status, due, vatRate, lines, terms } = payment;
  if (!isLive(status) && status !== 'CANCELLED') return 'nothing_new';
  const { amount_received: amount, currency } = intent;
  if (status === 'CANCELLED' || payment.orderStatus !== 'PENDING' || amount !== due || currency !== 'gbp') {
    const facts = { paymentId, orderId, status, orderStatus: payment.orderStatus, amount, due, currency };
    req.payload.logger.error(facts, 'Stripe has money that no order waits for. Somebody has to refund it at Stripe.');
    return 'needs_attention';
  }
  const invoiceId = uuidv7();
  const tx = await sessionOf(req);
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
  const amounts = containedVat(amount, vatRate);
  await issueInvoice(req, payment, { id: invoiceId, kind: 'INVOICE', amounts, lines, reference: null });
  return 'applied';
}
