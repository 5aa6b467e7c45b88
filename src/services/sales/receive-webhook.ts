import { sql } from '@payloadcms/db-postgres';
import type { SQL } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import type Stripe from 'stripe';
import { database, sessionOf, type Transactional, withTransaction } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { isUuid } from '../../ids.ts';
import { applyDispute } from './apply-dispute.ts';
import { applyIntent, type Outcome } from './apply-intent.ts';
import { applyRefund } from './apply-refund.ts';
import { askStripe } from './ask-stripe.ts';
import { installationId } from './installation.ts';
import { insertThenLock, type LockedPayment, lockPayment } from './lock-payment.ts';
import { isPaid, type PaymentStatus } from './state-machine.ts';
import { isThin, type SignedWebhook, type Subject, subjectOf, verifiedEvent } from './stripe-event.ts';

type Known = { seen: boolean; paymentId: string | null; status: PaymentStatus | null };

/** What Stripe has to be asked for besides the event, before the transaction begins. */
type Evidence = { intent?: Stripe.PaymentIntent; refunds?: Stripe.Refund[] };

/**
 * Takes in a webhook of Stripe. An answer of 200 means that all of it is stored, and any error makes Stripe send it again.
 * @throws Problem invalid_signature; unavailable when Stripe has to be asked and is away.
 */
export async function receiveWebhook(payload: Payload, webhook: SignedWebhook): Promise<void> {
  const event = verifiedEvent(payload, webhook);
  if (!isThin(event)) return takeEvent(payload, event);
  const { id, type, created } = event;
  await database(payload).execute(insertEvent({ id, type, at: new Date(created) }, null, 'ignored'));
}

/**
 * Takes in an event that is known to come from Stripe: its row, payment, order, invoice and outbox in one transaction.
 * Duplicates, late and unknown events, and those of another installation are stored and change nothing.
 * @throws Problem unavailable when Stripe has to be asked and is away.
 */
export async function takeEvent(payload: Payload, event: Stripe.Event): Promise<void> {
  const subject = subjectOf(event);
  const { seen, paymentId, status } = await lookUp(payload, event.id, subject);
  if (seen) return;
  const ours = !subject?.installation || subject.installation === (await installationId(payload));
  if (!subject || !paymentId || !status || !ours) {
    await database(payload).execute(insertEvent(storedEvent(event), null, 'ignored'));
    return;
  }
  const evidence = await evidenceFor(payload, event, subject, status);
  await withTransaction(payload, async (req) => {
    const payment = await insertThenLock(req, insertEvent(storedEvent(event), paymentId, 'applied'), paymentId);
    // Stored already, by a delivery that this one has waited for.
    if (!payment) return;
    const outcome = await apply(req, event, payment, evidence);
    if (outcome !== 'applied') await noteOutcome(req, event.id, outcome);
  });
}

/** One read tells duplicates at once, and whose payment it is: by intent, or by our id while that is not stored yet. */
async function lookUp(payload: Payload, eventId: string, subject: Subject | undefined): Promise<Known> {
  const own = isUuid(subject?.paymentId) ? subject.paymentId : null;
  const { rows } = await database(payload).execute<Known>(
    sql`
    SELECT EXISTS (SELECT 1 FROM stripe_events WHERE id = ${eventId}) AS seen, payment.id AS "paymentId", payment.status
    FROM (SELECT 1) AS always LEFT JOIN LATERAL (
      SELECT id, status::text AS status FROM payments
      WHERE stripe_payment_intent_id = ${subject?.intentId ?? null}
        OR (id = ${own} AND stripe_payment_intent_id IS NULL)
      LIMIT 1) AS payment ON true`,
    { prepared: true },
  );
  return rows[0] as Known;
}

type StoredEvent = { id: string; type: string; at: Date; objectId?: string | undefined };

const storedEvent = ({ id, type, created, data }: Stripe.Event): StoredEvent => ({
  ...{ id, type, at: new Date(created * 1000) },
  objectId: (data.object as { id?: string }).id,
});

/** Stores the event, and returns a row unless it is stored already; one that is being stored is waited for. */
const insertEvent = ({ id, type, at, objectId }: StoredEvent, paymentId: string | null, outcome: Outcome): SQL => sql`
    INSERT INTO stripe_events (id, type, object_id, created_at, payment_id, outcome)
    VALUES (${id}, ${type}, ${objectId ?? null}, ${at.toISOString()}, ${paymentId}, ${outcome})
    ON CONFLICT (id) DO NOTHING RETURNING id`;

async function noteOutcome(req: Transactional, eventId: string, outcome: Outcome): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`UPDATE stripe_events SET outcome = ${outcome} WHERE id = ${eventId}`);
}

/** A refund or dispute that overtook the success of its intent needs the intent; a refunded charge does not list its refunds. */
async function evidenceFor(
  payload: Payload,
  event: Stripe.Event,
  { intentId }: Subject,
  status: PaymentStatus,
): Promise<Evidence> {
  const { stripe } = domainOf(payload);
  const evidence: Evidence = {};
  if (!event.type.startsWith('payment_intent.') && !isPaid(status)) {
    evidence.intent = await askStripe(() => stripe.paymentIntents.retrieve(intentId));
  }
  if (event.type === 'charge.refunded') {
    evidence.refunds = (await askStripe(() => stripe.refunds.list({ payment_intent: intentId, limit: 100 }))).data;
  }
  return evidence;
}

async function apply(
  req: Transactional,
  event: Stripe.Event,
  locked: LockedPayment,
  { intent, refunds = [] }: Evidence,
): Promise<Outcome> {
  const at = new Date(event.created * 1000);
  const { paymentId } = locked;
  if (intent) await applyIntent(req, locked, { intent, at });
  const payment = intent ? await lockPayment(req, paymentId) : locked;
  switch (event.type) {
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.processing':
    case 'payment_intent.canceled':
    case 'payment_intent.requires_action':
      return applyIntent(req, payment, { intent: event.data.object, at });
    default:
      if (!isPaid(payment.status)) return 'needs_attention';
  }
  switch (event.type) {
    case 'charge.refunded':
      return news(await applyEach(req, paymentId, refunds));
    case 'refund.updated':
    case 'refund.failed':
      return news(await applyRefund(req, payment, event.data.object));
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.funds_withdrawn':
    case 'charge.dispute.funds_reinstated':
    case 'charge.dispute.closed': {
      const closing = event.type === 'charge.dispute.closed';
      return news(await applyDispute(req, payment, { dispute: event.data.object, at, closing }));
    }
    default:
      return 'ignored';
  }
}

const news = (changed: boolean): Outcome => (changed ? 'applied' : 'nothing_new');

/** One after the other, oldest first, so that each has a note of its own. */
async function applyEach(req: Transactional, paymentId: string, refunds: readonly Stripe.Refund[]): Promise<boolean> {
  let changed = false;
  for (const refund of [...refunds].sort((a, b) => a.created - b.created)) {
    const applied = await applyRefund(req, await lockPayment(req, paymentId), refund);
    changed ||= applied;
  }
  return changed;
}
