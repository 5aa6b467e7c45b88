import type { Payload } from 'payload';
import Stripe from 'stripe';
import { z } from 'zod';
import { domainOf } from '../../domain.ts';
import { Problem } from '../../problem.ts';

/** Seconds that a signature is good for. */
const TOLERANCE = 300;

/** The body of a webhook as it came, with the header that signs it. */
export type SignedWebhook = { bytes: Buffer; signature: string | undefined };

/**
 * The event in a webhook, when one of our secrets has signed exactly these bytes within the last five minutes.
 * @throws Problem invalid_signature.
 */
export function verifiedEvent(payload: Payload, { bytes, signature }: SignedWebhook): Stripe.Event {
  const { stripe, stripeWebhookSecrets } = domainOf(payload);
  for (const secret of stripeWebhookSecrets) {
    try {
      return wellFormed(stripe.webhooks.constructEvent(bytes, signature ?? '', secret, TOLERANCE));
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw malformed(error);
    }
  }
  throw new Problem('invalid_signature');
}

/** What every event has, whatever it is about. */
const envelope = z.object({
  id: z.string().regex(/^[\w-]{1,255}$/),
  type: z.string().regex(/^[\w.]{1,255}$/),
  created: z.number().int().min(0).max(9_999_999_999),
  data: z.object({ object: z.looseObject({}) }),
});

function wellFormed(event: Stripe.Event): Stripe.Event {
  const { success, error } = envelope.safeParse(event);
  if (!success) throw malformed(error);
  return event;
}

const malformed = (cause: unknown) => new Problem('malformed_json', 'The body is no event of Stripe.', { cause });

/** What an event is about: the intent, and the payment where our metadata came along. */
export type Subject = { intentId: string; paymentId: string | undefined; installation: string | undefined };

const idOf = (value: string | { id: string } | null | undefined) => (typeof value === 'string' ? value : value?.id);

/** The subject of an event of the kinds that this system handles (api.md §4); undefined for any other. */
export function subjectOf(event: Stripe.Event): Subject | undefined {
  switch (event.type) {
    case 'payment_intent.succeeded':
    case 'payment_intent.payment_failed':
    case 'payment_intent.processing':
    case 'payment_intent.canceled':
    case 'payment_intent.requires_action':
      return subject(event.data.object.id, event.data.object.metadata);
    case 'charge.refunded':
      return subject(idOf(event.data.object.payment_intent), event.data.object.metadata);
    case 'refund.updated':
    case 'refund.failed':
      return subject(idOf(event.data.object.payment_intent), event.data.object.metadata);
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
      return subject(idOf(event.data.object.payment_intent), event.data.object.metadata);
    default:
      return undefined;
  }
}

function subject(intentId: string | undefined, metadata: Stripe.Metadata | null): Subject | undefined {
  if (!intentId) return undefined;
  return { intentId, paymentId: metadata?.paymentId, installation: metadata?.installation };
}
