import { sql } from '@payloadcms/db-postgres';
import type { SQL } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import type Stripe from 'stripe';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { isUuid } from '../../lib/ids.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { applyIntent, type StripeEventOutcome } from './apply-intent.ts';
import { insertThenLock, type LockedPayment, lockPayment } from './lock-payment.ts';
import { isPaid, type PaymentStatus } from './statuses.ts';
import { callStripe, readInstallationId } from './stripe-client.ts';
import { type HandledEvent, handleEvent, isHandledEvent, toEventTime } from './stripe-event-handlers.ts';
import { isThinEvent, type SignedWebhook, verifyWebhook } from './verify-webhook.ts';

/** The intent of an event, and the ids of our payment and our installation from its metadata, if present. */
type Subject = { intentId: string; paymentId: string | undefined; installation: string | undefined };

type EventLookup = { isDuplicate: boolean; paymentId: string | null; status: PaymentStatus | null };

/** Data that must be fetched from Stripe in addition to the event, before the transaction begins. */
type Evidence = { intent?: Stripe.PaymentIntent; refunds?: Stripe.Refund[] };

/**
 * Processes a Stripe webhook. The response 200 means that everything is stored; after any error, Stripe delivers the webhook
 * again.
 * @throws Problem invalid_signature; malformed_json if the body is not an event; unavailable if Stripe must be called but cannot
 * be reached
 */
export async function receiveWebhook(payload: Payload, webhook: SignedWebhook): Promise<void> {
  const event = verifyWebhook(payload, webhook);
  if (!isThinEvent(event)) return processEvent(payload, event);
  const { id, type, created } = event;
  await database(payload).execute(insertEventSql({ id, type, at: new Date(created) }, null, 'ignored'));
}

/**
 * Processes an authenticated Stripe event: stores the event, and updates payment, order, invoice and outbox, in one transaction.
 * A duplicate has no effect. Late events, unknown events and events of another installation are stored, but change nothing else.
 * @throws Problem unavailable if Stripe must be called but cannot be reached
 */
export async function processEvent(payload: Payload, event: Stripe.Event): Promise<void> {
  const handled = isHandledEvent(event) ? event : undefined;
  const subject = handled && toSubject(handled);
  const { isDuplicate, paymentId, status } = await lookUpEvent(payload, event.id, subject);
  if (isDuplicate) return;
  const isOurs = !subject?.installation || subject.installation === (await readInstallationId(payload));
  if (!handled || !subject || !paymentId || !status || !isOurs) {
    await database(payload).execute(insertEventSql(toStoredEvent(event), null, 'ignored'));
    return;
  }
  const evidence = await fetchEvidence(payload, handled, subject, status);
  await withTransaction(payload, async (req) => {
    const payment = await insertThenLock(req, insertEventSql(toStoredEvent(event), paymentId, 'applied'), paymentId);
    // This transaction waited for a concurrent delivery, which has stored the event.
    if (!payment) return;
    const outcome = await applyEvent(req, handled, payment, evidence);
    if (outcome !== 'applied') await recordOutcome(req, event.id, outcome);
  });
}

/** Returns the subject of an event; undefined if its object has no intent. */
function toSubject({ data: { object } }: HandledEvent): Subject | undefined {
  const intentId = 'payment_intent' in object ? toId(object.payment_intent) : object.id;
  if (!intentId) return undefined;
  return { intentId, paymentId: object.metadata?.paymentId, installation: object.metadata?.installation };
}

const toId = (value: string | { id: string } | null | undefined) => (typeof value === 'string' ? value : value?.id);

/**
 * Detects duplicates and finds the payment, both in one query. The payment is found by its intent, or by our payment id
 * if no intent is stored yet.
 */
async function lookUpEvent(payload: Payload, eventId: string, subject: Subject | undefined): Promise<EventLookup> {
  const ownPaymentId = isUuid(subject?.paymentId) ? subject.paymentId : null;
  const { rows } = await database(payload).execute<EventLookup>(
    sql`
    SELECT EXISTS (SELECT 1 FROM stripe_events WHERE id = ${eventId}) AS "isDuplicate", payment.id AS "paymentId", payment.status
    FROM (SELECT 1) AS always LEFT JOIN LATERAL (
      SELECT id, status::text AS status FROM payments
      WHERE stripe_payment_intent_id = ${subject?.intentId ?? null}
        OR (id = ${ownPaymentId} AND stripe_payment_intent_id IS NULL)
      LIMIT 1) AS payment ON true`,
    { prepared: true },
  );
  return rows[0] as EventLookup;
}

type StoredEvent = { id: string; type: string; at: Date; objectId?: string | undefined };

const toStoredEvent = ({ id, type, created, data }: Stripe.Event): StoredEvent => ({
  ...{ id, type, at: toEventTime({ created }) },
  objectId: (data.object as { id?: string }).id,
});

/**
 * Builds the INSERT of the event. The statement waits for a concurrent insert of the same event, and returns no row if the event
 * is already stored.
 */
const insertEventSql = (
  { id, type, at, objectId }: StoredEvent,
  paymentId: string | null,
  outcome: StripeEventOutcome,
): SQL => sql`
    INSERT INTO stripe_events (id, type, object_id, created_at, payment_id, outcome)
    VALUES (${id}, ${type}, ${objectId ?? null}, ${at.toISOString()}, ${paymentId}, ${outcome})
    ON CONFLICT (id) DO NOTHING RETURNING id`;

async function recordOutcome(req: Transactional, eventId: string, outcome: StripeEventOutcome): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`UPDATE stripe_events SET outcome = ${outcome} WHERE id = ${eventId}`);
}

/**
 * Fetches data that the event lacks: the intent, if a refund or dispute arrives before the success of its intent, and the refunds
 * of a refunded charge.
 */
async function fetchEvidence(
  payload: Payload,
  event: HandledEvent,
  { intentId }: Subject,
  status: PaymentStatus,
): Promise<Evidence> {
  const { stripe } = runtimeOf(payload);
  const evidence: Evidence = {};
  if (!event.type.startsWith('payment_intent.') && !isPaid(status)) {
    evidence.intent = await callStripe(() => stripe.paymentIntents.retrieve(intentId));
  }
  if (event.type === 'charge.refunded') {
    evidence.refunds = (await callStripe(() => stripe.refunds.list({ payment_intent: intentId, limit: 100 }))).data;
  }
  return evidence;
}

async function applyEvent(
  req: Transactional,
  event: HandledEvent,
  locked: LockedPayment,
  { intent, refunds = [] }: Evidence,
): Promise<StripeEventOutcome> {
  if (!intent) return handleEvent(req, locked, event, refunds);
  await applyIntent(req, locked, { intent, at: toEventTime(event) });
  return handleEvent(req, await lockPayment(req, locked.paymentId), event, refunds);
}
