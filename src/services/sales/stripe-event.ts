import type { Payload } from 'payload';
import Stripe from 'stripe';
import { z } from 'zod';
import { domainOf } from '../../domain.ts';
import { Problem } from '../../problem.ts';

/** Seconds that a signature is good for. */
const TOLERANCE = 300;

/** The body of a webhook as it came, with the header that signs it. */
export type SignedWebhook = { bytes: Buffer; signature: string | undefined };

/** An event of Stripe's v2 API, which says no more than what it is about. None is handled here. */
export type ThinEvent = z.output<typeof thinEvent>;

/**
 * The event in a webhook, when one of our secrets has signed exactly these bytes within the last five minutes.
 * @throws Problem invalid_signature; malformed_json for what is no event.
 */
export function verifiedEvent(payload: Payload, webhook: SignedWebhook): Stripe.Event | ThinEvent {
  const { stripeWebhookSecrets } = domainOf(payload);
  if (!stripeWebhookSecrets.some((secret) => isSigned(payload, webhook, secret))) {
    throw new Problem('invalid_signature');
  }
  return eventIn(webhook.bytes);
}

function isSigned(payload: Payload, { bytes, signature }: SignedWebhook, secret: string): boolean {
  const verifier = domainOf(payload).stripe.webhooks.signature;
  if (!verifier) throw new Error('The SDK of Stripe verifies no signatures.');
  try {
    return verifier.verifyHeader(bytes, signature ?? '', secret, TOLERANCE);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

const id = z.string().regex(/^[\w-]{1,255}$/);
const type = z.string().regex(/^[\w.]{1,255}$/);

/** What every event has, whatever it is about. */
const envelope = z.object({
  id,
  type,
  created: z.number().int().min(0).max(9_999_999_999),
  data: z.object({ object: z.looseObject({}) }),
});

const thinEvent = z.object({ object: z.literal('v2.core.event'), id, type, created: z.iso.datetime({ offset: true }) });

function eventIn(bytes: Buffer): Stripe.Event | ThinEvent {
  const event = parsed(bytes);
  const thin = thinEvent.safeParse(event);
  if (thin.success) return thin.data;
  const { success, error } = envelope.safeParse(event);
  if (!success) throw malformed(error);
  return event as Stripe.Event;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw malformed(error);
  }
}

export const isThin = (event: Stripe.Event | ThinEvent): event is ThinEvent => event.object === 'v2.core.event';

const malformed = (cause: unknown) => new Problem('malformed_json', 'The body is no event of Stripe.', { cause });

/** The kinds of events that this system handles (api.md §4). */
export const HANDLED_EVENTS = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.canceled',
  'payment_intent.requires_action',
  'charge.refunded',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'charge.dispute.closed',
] as const;

type HandledEvent = Extract<Stripe.Event, { type: (typeof HANDLED_EVENTS)[number] }>;

const isHandled = (event: Stripe.Event): event is HandledEvent => HANDLED_EVENTS.some((type) => type === event.type);

/** What an event is about: the intent, and the payment where our metadata came along. */
export type Subject = { intentId: string; paymentId: string | undefined; installation: string | undefined };

/** The subject of an event of the kinds that this system handles; undefined for any other. */
export function subjectOf(event: Stripe.Event): Subject | undefined {
  if (!isHandled(event)) return undefined;
  const { object } = event.data;
  const intentId = 'payment_intent' in object ? idOf(object.payment_intent) : object.id;
  if (!intentId) return undefined;
  return { intentId, paymentId: object.metadata?.paymentId, installation: object.metadata?.installation };
}

const idOf = (value: string | { id: string } | null | undefined) => (typeof value === 'string' ? value : value?.id);
