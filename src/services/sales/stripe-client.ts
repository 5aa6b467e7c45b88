import Stripe from 'stripe';
import type { LomashWoodOptions } from '../../domain.ts';

/** The version that the request bodies and the webhooks of this project are written for. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

/** Milliseconds that a call to Stripe may take. */
const TIMEOUT_MS = 8000;

/**
 * The client of Stripe. It repeats nothing by itself but what a closed connection swallowed: `askStripe()` knows what may be
 * repeated.
 */
export function stripeClient({ secretKey, apiUrl }: LomashWoodOptions['stripe']): Stripe {
  return new Stripe(secretKey, {
    apiVersion: STRIPE_API_VERSION,
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 0,
    telemetry: false,
    ...(apiUrl ? addressOf(new URL(apiUrl)) : {}),
  });
}

const addressOf = ({ hostname, port, protocol }: URL) => ({
  host: hostname,
  port: port || (protocol === 'http:' ? '80' : '443'),
  protocol: protocol === 'http:' ? ('http' as const) : ('https' as const),
});
