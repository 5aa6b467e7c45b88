import { sql } from '@payloadcms/db-postgres/drizzle';
import pLimit from 'p-limit';
import type { Payload } from 'payload';
import type Stripe from 'stripe';
import { database, withTransaction } from '../../database/transaction.ts';
import { isProblem } from '../../lib/problem.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { applyIntent } from './apply-intent.ts';
import { applyRefund } from './apply-refund.ts';
import { lockPayment } from './lock-payment.ts';
import { processEvent } from './receive-webhook.ts';
import { failUnmadeRefunds } from './request-refund.ts';
import { callStripe } from './stripe-client.ts';
import { HANDLED_EVENTS } from './stripe-event-handlers.ts';

const PAGE_SIZE = 100;

/** After this many consecutive events have failed because Stripe could not be reached, the other events wait for the next run. */
const MAX_FAILURES_IN_ROW = 3;

/**
 * Processes the events that Stripe could not deliver (https://docs.stripe.com/webhooks/process-undelivered-events),
 * from up to 30 days back. Stripe stops retrying after three days, and no other job would notice a refund or dispute
 * that was created at Stripe. The events come from Stripe's API, so they need no signature. If the webhook of an event
 * arrives later, it is ignored as a duplicate.
 * @returns the number of events
 * @throws AggregateError with the errors of the failed events. The error is thrown after all events have been tried, or
 * earlier if Stripe cannot be reached.
 */
export async function catchUpWebhooks(payload: Payload): Promise<number> {
  const missed = await listMissedEvents(payload);
  const failed = new Map<string, unknown>();
  let failuresInRow = 0;
  for (const event of missed) {
    try {
      await processEvent(payload, event);
      failuresInRow = 0;
    } catch (error) {
      failed.set(event.id, error);
      failuresInRow = isProblem(error) && error.code === 'unavailable' ? failuresInRow + 1 : 0;
      if (failuresInRow === MAX_FAILURES_IN_ROW) break;
    }
  }
  if (failed.size > 0) {
    throw new AggregateError(
      failed.values(),
      `Some Stripe events could not be processed: ${[...failed.keys()].join(', ')}`,
    );
  }
  return missed.length;
}

/** Lists the undelivered events of handled types that are not stored yet, oldest first. */
async function listMissedEvents(payload: Payload): Promise<Stripe.Event[]> {
  const { stripe } = runtimeOf(payload);
  const params = { types: HANDLED_EVENTS, delivery_success: false, limit: PAGE_SIZE };
  const missed: Stripe.Event[] = [];
  let page: Stripe.ApiList<Stripe.Event> | undefined;
  do {
    const starting_after = page?.data.at(-1)?.id;
    page = await callStripe(() => stripe.events.list({ ...params, ...(starting_after ? { starting_after } : {}) }));
    missed.push(...(await withoutStored(payload, page.data)));
  } while (page.has_more && page.data.length > 0);
  return missed.reverse();
}

async function withoutStored(payload: Payload, events: readonly Stripe.Event[]): Promise<Stripe.Event[]> {
  if (events.length === 0) return [];
  const { rows } = await database(payload).execute<{ id: string }>(
    sql`SELECT id FROM stripe_events WHERE id IN ${events.map(({ id }) => id)}`,
  );
  const storedIds = new Set(rows.map(({ id }) => id));
  return events.filter(({ id }) => !storedIds.has(id));
}

const BATCH_SIZE = 100;
const CONCURRENCY = 5;

/** A payment or refund is checked at Stripe once it has been open for this time, in milliseconds. */
const OPEN_TOO_LONG_MS = 10 * 60_000;

/** A refund that we requested at least this many milliseconds ago, and that Stripe does not have, counts as never created. */
const NEVER_MADE_MS = 60 * 60_000;

type UncheckedPayment = { paymentId: string; intentId: string };

/**
 * Reads from Stripe the state of payments and refunds that have stayed open, to recover from a lost webhook or response. A worker
 * claims each payment by setting the time of its last check, so any number of workers may run this.
 * @returns how many payments were checked
 */
export async function reconcilePayments(payload: Payload, openTooLongMs = OPEN_TOO_LONG_MS): Promise<number> {
  const limit = pLimit(CONCURRENCY);
  const payments = await claimPayments(payload, openTooLongMs);
  const refunded = await claimRefundedPayments(payload, openTooLongMs);
  const results = await Promise.allSettled([
    ...payments.map((payment) => limit(() => reconcilePayment(payload, payment))),
    ...refunded.map((payment) => limit(() => reconcileRefunds(payload, payment))),
  ]);
  const failed = results.filter((result) => result.status === 'rejected');
  if (failed.length > 0)
    throw new AggregateError(
      failed.map(({ reason }) => reason),
      'Some payments could not be checked.',
    );
  return payments.length + refunded.length;
}

async function claimPayments(payload: Payload, openTooLongMs: number): Promise<UncheckedPayment[]> {
  const { rows } = await database(payload).execute<UncheckedPayment>(sql`
    WITH due AS MATERIALIZED (
      SELECT id FROM payments
      WHERE status IN ('PENDING', 'PROCESSING', 'FAILED') AND stripe_payment_intent_id IS NOT NULL
        AND checked_at < now() - ${openTooLongMs} * interval '1 millisecond'
      ORDER BY checked_at LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)
    UPDATE payments SET checked_at = now() FROM due WHERE payments.id = due.id
    RETURNING payments.id AS "paymentId", stripe_payment_intent_id AS "intentId"`);
  return rows;
}

async function claimRefundedPayments(payload: Payload, openTooLongMs: number): Promise<UncheckedPayment[]> {
  const { rows } = await database(payload).execute<UncheckedPayment>(sql`
    WITH due AS MATERIALIZED (
      SELECT payment.id FROM payments AS payment
      WHERE checked_at < now() - ${openTooLongMs} * interval '1 millisecond' AND EXISTS (
        SELECT 1 FROM refunds WHERE payment_id = payment.id AND status IN ('requested', 'requires_action', 'pending')
          AND refunds.updated_at < now() - ${openTooLongMs} * interval '1 millisecond')
      LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED)
    UPDATE payments SET checked_at = now() FROM due WHERE payments.id = due.id
    RETURNING payments.id AS "paymentId", stripe_payment_intent_id AS "intentId"`);
  return rows;
}

async function reconcilePayment(payload: Payload, { paymentId, intentId }: UncheckedPayment): Promise<void> {
  const at = new Date();
  const intent = await callStripe(() => runtimeOf(payload).stripe.paymentIntents.retrieve(intentId));
  await withTransaction(payload, async (req) => applyIntent(req, await lockPayment(req, paymentId), { intent, at }));
}

async function reconcileRefunds(payload: Payload, { paymentId, intentId }: UncheckedPayment): Promise<void> {
  const { stripe } = runtimeOf(payload);
  const { data } = await callStripe(() => stripe.refunds.list({ payment_intent: intentId, limit: 100 }));
  await withTransaction(payload, async (req) => {
    for (const refund of data) await applyRefund(req, await lockPayment(req, paymentId), refund);
    const isOld = sql`created_at < now() - ${NEVER_MADE_MS} * interval '1 millisecond'`;
    await failUnmadeRefunds(req, await lockPayment(req, paymentId), isOld);
  });
}
