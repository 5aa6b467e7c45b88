import type { Payload } from 'payload';
import Stripe from 'stripe';
import { z } from 'zod';
import { Problem } from '../../lib/problem.ts';
import { runtimeOf } from '../../lib/runtime.ts';

/** The maximum age of a signature in seconds. */
const TOLERANCE_SECONDS = 300;

/** The raw body of a webhook and its signature header. */
export type SignedWebhook = { bytes: Buffer; signature: string | undefined };

/** An event of Stripe's v2 API, which contains only a reference to its object. This system handles none of these events. */
export type ThinEvent = z.output<typeof thinEvent>;

/**
 * Verifies and parses a webhook: one of our secrets must have signed exactly these bytes within the last five minutes.
 * @throws Problem invalid_signature; malformed_json if the body is not an event
 */
export function verifyWebhook(payload: Payload, webhook: SignedWebhook): Stripe.Event | ThinEvent {
  const { stripeWebhookSecrets } = runtimeOf(payload);
  if (!stripeWebhookSecrets.some((secret) => isSigned(payload, webhook, secret))) {
    throw new Problem('invalid_signature');
  }
  return parseEvent(webhook.bytes);
}

function isSigned(payload: Payload, { bytes, signature }: SignedWebhook, secret: string): boolean {
  const verifier = runtimeOf(payload).stripe.webhooks.signature;
  if (!verifier) throw new Error('The Stripe SDK cannot verify signatures.');
  try {
    return verifier.verifyHeader(bytes, signature ?? '', secret, TOLERANCE_SECONDS);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

const id = z.string().regex(/^[\w-]{1,255}$/);
/** Types of Stripe's v2 API also have brackets: `v2.core.account[configuration.customer].updated`. */
const type = z.string().regex(/^[\x21-\x7e]{1,255}$/);

/** The fields that every event of Stripe's v1 API has. */
const envelope = z.object({
  id,
  type,
  created: z.number().int().min(0).max(9_999_999_999),
  data: z.object({ object: z.looseObject({}) }),
});

const thinEvent = z.object({ object: z.literal('v2.core.event'), id, type, created: z.iso.datetime({ offset: true }) });

function parseEvent(bytes: Buffer): Stripe.Event | ThinEvent {
  const event = parseJson(bytes);
  const thin = thinEvent.safeParse(event);
  if (thin.success) return thin.data;
  const { success, error } = envelope.safeParse(event);
  if (!success) throw malformedProblem(error);
  return event as Stripe.Event;
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw malformedProblem(error);
  }
}

export const isThinEvent = (event: Stripe.Event | ThinEvent): event is ThinEvent => event.object === 'v2.core.event';

const malformedProblem = (cause: unknown) =>
  new Problem('malformed_json', 'The body is not a Stripe event.', { cause });
