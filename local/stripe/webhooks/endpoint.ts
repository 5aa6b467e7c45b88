import type Stripe from 'stripe';
import { signatureHeader } from './signature.ts';

export type Endpoint = {
  url: string;
  secrets: readonly string[];
  /** Types of events that it is sent, such as `charge.*`: all unless said. */
  enabledEvents?: readonly string[];
};

/** An answer's status, or why there was none. */
export type Outcome = { status: number } | { error: string };

const PATIENCE_MS = 20_000;

/**
 * Sends an event once. Only a 2xx counts as received; a redirection does not.
 * @param closing ends the attempt
 */
export async function send(event: Stripe.Event, { url, secrets }: Endpoint, closing: AbortSignal): Promise<Outcome> {
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
      signal: AbortSignal.any([closing, AbortSignal.timeout(PATIENCE_MS)]),
    });
    await response.arrayBuffer();
    return { status: response.status };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

export const isReceived = (outcome: Outcome): boolean =>
  'status' in outcome && outcome.status >= 200 && outcome.status < 300;
