import type Stripe from 'stripe';
import { signatureHeader } from './signature.ts';

export type WebhookEndpoint = {
  url: string;
  secrets: readonly string[];
  /** The types of events to send, such as `charge.*`; by default all. */
  enabledEvents?: readonly string[];
};

/** The result of an attempt: the status of the response, or the error if there was no response. */
export type DeliveryOutcome = { status: number } | { error: string };

const TIMEOUT_MS = 20_000;

/**
 * Sends an event once.
 * @param closing aborts the attempt
 */
export async function sendWebhook(
  event: Stripe.Event,
  { url, secrets }: WebhookEndpoint,
  closing: AbortSignal,
): Promise<DeliveryOutcome> {
  const payload = JSON.stringify(event, null, 2);
  const timestamp = Math.floor(Date.now() / 1_000);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'stripe-signature': signatureHeader(payload, secrets, timestamp),
      },
      body: payload,
      redirect: 'manual',
      signal: AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.arrayBuffer();
    return { status: response.status };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

export const isReceived = (outcome: DeliveryOutcome): boolean =>
  'status' in outcome && outcome.status >= 200 && outcome.status < 300;
