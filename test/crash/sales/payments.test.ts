import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import type { CrashPoint } from '../../../src/events/crash-points.ts';
import { reconcilePayments } from '../../../src/services/sales/reconcile-payments.ts';
import {
  countTableRows,
  makeBuyer,
  makeSaleProduct,
  type PlacedOrder,
  readEvents,
  readInvoices,
  readOrderRow,
  readStock,
  startShop,
} from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';
import { WEBHOOK_SECRET } from '../../support/stripe.ts';
import { start } from '../processes.ts';

const shop = await startShop();
const { payload, call, stripe, environment } = shop;
const { sales } = await staffTokens(payload);

const KILLED = { code: null, signal: 'SIGKILL' };

async function dieAt(point: CrashPoint, step: string, input: Record<string, string>): Promise<void> {
  const doomed = await start('test/crash/sales/sell.ts', {
    ...environment,
    CRASH_POINT: point,
    STEP: step,
    GIVEN: JSON.stringify(input),
  });
  expect(await doomed.ended, doomed.output()).toEqual(KILLED);
}

const readIntents = ({ orderId }: PlacedOrder) =>
  [...stripe.state.intents.newestFirst()].filter(({ metadata }) => metadata.orderId === orderId);

/** Expires all claims on idempotency keys and payments, as happens some time after a process has died. */
const expireClaims = () =>
  database(payload).execute(sql`
    WITH keys AS (UPDATE idempotency_keys SET claimed_until = now() - interval '1 second' WHERE status IS NULL)
    UPDATE payments SET claimed_until = now() - interval '1 second' WHERE claimed_until IS NOT NULL`);

describe('a process that is killed', () => {
  test.each([
    ['after-outbox-insert', 10, []],
    ['after-commit', 9, ['order.created']],
  ] as const)(
    'while it creates an order, %s, changes the stock if and only if it stores the order',
    async (point, expectedStock, topics) => {
      const productId = await makeSaleProduct(payload, { stock: 10 });
      const { customerId, token } = await makeBuyer(payload);
      await dieAt(point, 'order', { customerId, productId });
      expect(await readStock(payload, productId)).toBe(expectedStock);
      const { data } = (await call('GET', '/v1/orders', { token })).body as { data: { orderId: string }[] };
      expect(data).toHaveLength(topics.length);
      for (const { orderId } of data)
        expect((await readEvents(payload, orderId)).map(({ topic }) => topic)).toEqual(topics);
    },
  );

  test.each(['after-payment-row', 'after-intent-made'] as const)(
    'while it creates an intent, %s, leaves exactly one intent after a retry with the same key',
    async (point) => {
      const order = await shop.order(await makeSaleProduct(payload, { price: 10_000 }));
      const { orderId, customerId } = order;
      await dieAt(point, 'intent', { orderId, customerId, pence: '10000', key: point });
      expect(readIntents(order)).toHaveLength(point === 'after-intent-made' ? 1 : 0);
      const sent = { orderId, amount: 100, currency: 'GBP' };
      const headers = { 'idempotency-key': point };
      const early = await call('POST', '/v1/payments/create-intent', { token: order.token, body: sent, headers });
      expect(early.status).toBe(409);
      await expireClaims();
      const secret = await shop.intent(order, point);
      expect(readIntents(order)).toHaveLength(1);
      await stripe.pay(secret);
      await stripe.webhooks.idle();
      expect(await readOrderRow(shop, order)).toMatchObject({
        status: 'CONFIRMED',
        payments: [{ status: 'SUCCEEDED' }],
      });
    },
  );

  test.each(['after-outbox-insert', 'after-commit'] as const)(
    'while it receives a webhook, %s, leaves the webhook applied once after Stripe delivers it again',
    async (point) => {
      const order = await shop.order(await makeSaleProduct(payload));
      const secret = await shop.intent(order);
      stripe.webhooks.pause();
      await stripe.pay(secret);
      const event = stripe.webhooks.waiting().find(({ type }) => type === 'payment_intent.succeeded');
      const body = JSON.stringify(event);
      const signature = stripe.stripe.webhooks.generateTestHeaderString({ payload: body, secret: WEBHOOK_SECRET });
      await dieAt(point, 'webhook', { body, signature });
      const committed = point === 'after-commit';
      expect(await readOrderRow(shop, order)).toMatchObject({ status: committed ? 'CONFIRMED' : 'PENDING' });
      expect(await readInvoices(payload, order.orderId)).toHaveLength(committed ? 1 : 0);
      stripe.webhooks.resume();
      await stripe.webhooks.idle();
      expect(await readOrderRow(shop, order)).toMatchObject({
        status: 'CONFIRMED',
        payments: [{ status: 'SUCCEEDED' }],
      });
      expect(await readInvoices(payload, order.orderId)).toHaveLength(1);
      expect(await countTableRows(payload, order.orderId, 'payment.succeeded')).toBe(1);
    },
  );

  test.each(['after-refund-row', 'after-refund-made'] as const)(
    'while it creates a refund, %s, leaves exactly one refund after a retry',
    async (point) => {
      const order = await shop.paidOrder(await makeSaleProduct(payload, { price: 10_000 }));
      await dieAt(point, 'refund', { orderId: order.orderId, customerId: order.customerId, pence: '2500' });
      const body = { amount: 25, reason: 'duplicate' };
      if (point === 'after-refund-row') {
        expect((await call('POST', `/v1/orders/${order.orderId}/refunds`, { token: sales, body })).status).toBe(201);
      }
      await stripe.webhooks.idle();
      await reconcilePayments(payload, 0);
      expect(
        [...stripe.state.refunds.newestFirst()].filter((refund) => refund.payment_intent === order.intentId),
      ).toHaveLength(1);
      expect((await readOrderRow(shop, order)).payments[0]?.refundedAmount).toBe(25);
    },
  );

  test('after it has stored a PDF, leaves the PDF readable for the next request', async () => {
    const order = await shop.paidOrder(await makeSaleProduct(payload));
    const { invoice } = await readOrderRow(shop, order);
    await dieAt('after-pdf-stored', 'pdf', { invoiceId: invoice?.invoiceId as string });
    expect((await call('GET', invoice?.url as string, { token: order.token })).status).toBe(200);
  });
});
