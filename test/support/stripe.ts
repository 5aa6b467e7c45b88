import Stripe from 'stripe';
import { afterAll } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../local/stripe/simulator.ts';
import { copyDemoPayments } from './demo.ts';
import { STRIPE } from './environment.ts';

export type TestStripe = Simulator & {
  /** Stripe's SDK, connected to the simulator. */
  stripe: Stripe;
  /** The environment of a site that uses the simulator. A test sets the webhook endpoint with `webhooks.sendTo`. */
  environment: { STRIPE_SECRET_KEY: string; STRIPE_WEBHOOK_SECRET: string; STRIPE_API_URL: string };
  /** Confirms the payment as Stripe.js does in the browser. @returns the status and body of Stripe's response */
  pay(clientSecret: string, card?: string): Promise<{ status: number; body: Record<string, unknown> }>;
};

/** The signing secret of the webhook endpoint in tests. */
export const WEBHOOK_SECRET = STRIPE.webhookSecret;

/**
 * Starts the Stripe simulator for a test file. It stores data in memory, its banks settle payments only on request, and it
 * retries webhooks fast. With `demo` it has the payments of the demo data, for a site with `demo`.
 */
export async function startTestStripe({
  demo = false,
  ...options
}: SimulatorOptions & { demo?: boolean } = {}): Promise<TestStripe> {
  const backoff = { firstMs: 20, longestMs: 200, givesUpAfterMs: 60_000 };
  const file = demo ? await copyDemoPayments() : undefined;
  const simulator = await startSimulator({ backoff, ...(file && { file }), ...options });
  afterAll(simulator.close);
  return {
    ...simulator,
    stripe: connectStripe(simulator.url),
    environment: {
      STRIPE_SECRET_KEY: STRIPE.secretKey,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_URL: simulator.url,
    },
    pay: (clientSecret, card = '4242424242424242') => payAt(simulator.url, clientSecret, card),
  };
}

/** Returns Stripe's SDK without retries, except the one retry that the SDK always makes after a broken connection. */
export function connectStripe(url: string, key = STRIPE.secretKey, config: Stripe.StripeConfig = {}): Stripe {
  const { hostname: host, port } = new URL(url);
  return new Stripe(key, { host, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false, ...config });
}

async function payAt(url: string, clientSecret: string, card: string) {
  const id = clientSecret.split('_secret_')[0];
  const body = new URLSearchParams({
    key: 'pk_test_simulator',
    client_secret: clientSecret,
    return_url: 'https://shop.example/thanks',
    ...toPaymentMethod(card),
  });
  const response = await fetch(`${url}/v1/payment_intents/${id}/confirm`, { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

function toPaymentMethod(card: string): Record<string, string> {
  if (card.startsWith('pm_')) return { payment_method: card };
  return {
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': card,
    'payment_method_data[card][cvc]': '123',
    'payment_method_data[card][exp_month]': '12',
    'payment_method_data[card][exp_year]': '2034',
  };
}
