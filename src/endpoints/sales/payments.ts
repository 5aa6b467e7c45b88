import { z } from 'zod';
import { Problem } from '../../lib/problem.ts';
import { createIntent } from '../../services/sales/create-intent.ts';
import { readInvoicePdf } from '../../services/sales/read-invoice-pdf.ts';
import { receiveWebhook } from '../../services/sales/receive-webhook.ts';
import { getOwnerId, requireCustomerId } from '../callers.ts';
import { defineEndpoint, type Endpoint } from '../endpoint.ts';
import { poundsInput } from './shapes.ts';

const tag = 'Orders and payments';

/** The endpoints for payment intents and Stripe's webhook (docs/spec/api.md#4-orders-and-payments). */
export const paymentEndpoints: Endpoint[] = [
  defineEndpoint({
    method: 'post',
    path: '/v1/payments/create-intent',
    summary: 'Get the client secret with which Stripe.js pays an order',
    tag,
    callers: ['customer'],
    idempotent: true,
    body: z.strictObject({ orderId: z.uuid(), amount: poundsInput, currency: z.literal('GBP') }),
    replies: { 200: z.object({ clientSecret: z.string() }) },
    problems: [
      ...(['not_found', 'invalid_state', 'amount_mismatch', 'limit_reached'] as const),
      ...(['idempotency_conflict', 'idempotency_key_reused'] as const),
    ],
    handle: ({ payload, caller, body: { orderId, amount }, idempotencyKey }) =>
      createIntent(payload, requireCustomerId(caller), { orderId, amount }, idempotencyKey),
  }),
  defineEndpoint({
    method: 'post',
    path: '/v1/webhooks/stripe',
    summary: 'Receive events from Stripe',
    tag,
    callers: ['public'],
    // No limit: Stripe sends events in bursts, and a signature authenticates them.
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

/** The endpoint of the PDF of an invoice (docs/spec/api.md#4-orders-and-payments). */
export const invoiceEndpoints: Endpoint[] = [
  defineEndpoint({
    method: 'get',
    path: '/v1/invoices/:invoiceId.pdf',
    summary: 'Get an invoice, credit note or debit note as PDF',
    tag: 'Orders and payments',
    callers: ['customer', 'sales'],
    params: z.strictObject({ invoiceId: z.string() }),
    replies: { 200: z.string() },
    replyType: 'application/pdf',
    problems: ['not_found'],
    handle: async ({ payload, caller, params }) => {
      const { number, bytes } = await readInvoicePdf(payload, params.invoiceId, getOwnerId(caller));
      return {
        status: 200,
        body: bytes,
        type: 'application/pdf',
        headers: { 'Content-Disposition': `inline; filename="${number}.pdf"`, 'Cache-Control': 'private, no-store' },
      };
    },
  }),
];
