import { sql } from '@payloadcms/db-postgres';
import pLimit from 'p-limit';
import type { Payload } from 'payload';
import { database, sessionOf, withTransaction } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { applyIntent } from './apply-intent.ts';
import { applyRefund } from './apply-refund.ts';
import { askStripe } from './ask-stripe.ts';
import { lockPayment } from './lock-payment.ts';

const BATCH = 100;
const AT_A_TIME = 5;

/** Milliseconds after which a payment or refund that is still open is asked about. */
const OPEN_TOO_LONG = 10 * 60_000;

/** Milliseconds after which a refund that Stripe knows nothing of was never made. */
const NEVER_MADE = 60 * 60_000;

type Open = { paymentId: string; intentId: string };

/**
 * Asks Stripe about payments and refunds that have stayed open, so that a webhook or an answer that was lost heals. Each is
 * claimed by the time of its last check, so any number of workers may do this.
 * @returns how many payments were asked about.
 */
export async function reconcilePayments(payload: Payload, openTooLong = OPEN_TOO_LONG): Promise<number> {
  const limit = pLimit(AT_A_TIME);
  const payments = await claimPayments(payload, openTooLong);
  const refunded = await claimRefunded(payload, openTooLong);
  const results = await Promise.allSettled([
    ...payments.map((open) => limit(() => healPayment(payload, open))),
    ...refunded.map((open) => limit(() => healRefunds(payload, open))),
  ]);
  const failed = results.filter((result) => result.status === 'rejected');
  if (failed.length > 0)
    throw new AggregateError(
      failed.map(({ reason }) => reason),
      'Some payments were not checked.',
    );
  return payments.length + refunded.length;
}

async function claimPayments(payload: Payload, openTooLong: number): Promise<Open[]> {
  const { rows } = await database(payload).execute<Open>(sql`
    UPDATE payments SET checked_at = now()
    WHERE id IN (
      SELECT id FROM payments
      WHERE status IN ('PENDING', 'PROCESSING', 'FAILED') AND stripe_payment_intent_id IS NOT NULL
        AND checked_at < now() - ${openTooLong} * interval '1 millisecond'
      ORDER BY checked_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING id AS "paymentId", stripe_payment_intent_id AS "intentId"`);
  return rows;
}

async function claimRefunded(payload: Payload, openTooLong: number): Promise<Open[]> {
  const { rows } = await database(payload).execute<Open>(sql`
    UPDATE payments SET checked_at = now()
    WHERE id IN (
      SELECT payment.id FROM payments AS payment
      WHERE checked_at < now() - ${openTooLong} * interval '1 millisecond' AND EXISTS (
        SELECT 1 FROM refunds WHERE payment_id = payment.id AND status IN ('requested', 'requires_action', 'pending')
          AND refunds.updated_at < now() - ${openTooLong} * interval '1 millisecond')
      LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING id AS "paymentId", stripe_payment_intent_id AS "intentId"`);
  return rows;
}

async function healPayment(payload: Payload, { paymentId, intentId }: Open): Promise<void> {
  const at = new Date();
  const intent = await askStripe(() => domainOf(payload).stripe.paymentIntents.retrieve(intentId));
  await withTransaction(payload, async (req) => applyIntent(req, await lockPayment(req, paymentId), { intent, at }));
}

async function healRefunds(payload: Payload, { paymentId, intentId }: Open): Promise<void> {
  const { stripe } = domainOf(payload);
  const { data } = await askStripe(() => stripe.refunds.list({ payment_intent: intentId, limit: 100 }));
  await withTransaction(payload, async (req) => {
    for (const refund of data) await applyRefund(req, await lockPayment(req, paymentId), refund);
    await (await sessionOf(req)).execute(sql`
      UPDATE refunds SET status = 'failed', updated_at = now()
      WHERE payment_id = ${paymentId} AND status = 'requested' AND stripe_refund_id IS NULL
        AND created_at < now() - ${NEVER_MADE} * interval '1 millisecond'`);
  });
}
