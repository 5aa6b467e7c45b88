import { z } from 'zod';
import { type Endpoint, endpoint } from '../gateway/endpoint.ts';
import { Problem } from '../problem.ts';
import { createIntent } from '../services/sales/create-intent.ts';
import { receiveWebhook } from '../services/sales/receive-webhook.ts';
import { customerOf } from './callers.ts';
import { poundsInput } from './order-shapes.ts';

const tag = 'Orders and payments';

/** Intents and the webhook of Stripe (api.md §4). */
export const paymentEndpoints: Endpoint[] = [
  endpoint({
    method: 'post',
    path: '/v1/payments/create-intent',
    summary: 'The client secret that Stripe.js pays an order with',
    tag,
    callers: ['customer'],
    idempotent: true,
    body: z.strictObject({ orderId: z.uuid(), amount: poundsInput, currency: z.literal('GBP') }),
    replies: { 200: z.object({ clientSecret: z.string() }) },
    problems: ['not_found', 'invalid_state', 'amount_mismatch', 'idempotency_conflict', 'idempotency_key_reused'],
    handle: ({ payload, caller, body: { orderId, amount }, idempotencyKey }) =>
      createIntent(payload, customerOf(caller), { orderId, amount }, idempotencyKey),
  }),
  endpoint({
    method: 'post',
    path: '/v1/webhooks/stripe',
    summary: 'Events of Stripe',
    tag,
    callers: ['public'],
    // Stripe sends in storms, and the signature tells it from everybody else.
    limit: null,
    signatureHeader: 'stripe-signature',
    replies: { 200: z.object({ received: z.literal(true) }) },
    problems: ['invalid_signature', 'malformed_json'],
    handle: async ({ payload, signed }) => {
      if (!signed) throw new Problem('invalid_signature');
      await receiveWebhook(payload, signed);
      return { status: 200, body: { received: true } };
    },
  }),
];
