import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../src/database/transaction.ts';
import type { CrashPoint } from '../../src/events/crash-points.ts';
import { reconcilePayments } from '../../src/services/sales/reconcile-payments.ts';
import { staffTokens } from '../support/gateway.ts';
import {
  countOf,
  eventsOf,
  issuedFor,
  makeBuyer,
  makeProduct,
  type Placed,
  readOrder,
  startShop,
  stockOf,
} from '../support/sales.ts';
import { WEBHOOK_SECRET } from '../support/stripe.ts';
import { start } from './processes.ts';

const shop = await startShop();
const { payload, call, stripe, environment } = shop;
const { sales } = await staffTokens(payload);

const KILLED = { code: null, signal: 'SIGKILL' };

async function dieAt(point: CrashPoint, step: string, given: Record<string, string>): Promise<void> {
  const doomed = await start('test/crash/sell.ts', {
    ...environment,
    CRASH_POINT: point,
    STEP: step,
    GIVEN: JSON.stringify(given),
  });
  expect(await doomed.ended, doomed.output()).toEqual(KILLED);
}

const intentsOf = ({ orderId }: Placed) =>
  [...stripe.state.intents.newestFirst()].filter(({ metadata }) => metadata.orderId === orderId);

/** As if the time had passed after which a claim is that of a dead process. */
const outliveClaims = () =>
  database(payload).execute(sql`
    WITH keys AS (UPDATE idempotency_keys SET claimed_until = now() - interval '1 second' WHERE status IS NULL)
    UPDATE payments SET claimed_until = now() - interval '1 second' WHERE claimed_until IS NOT NULL`);

describe('a process that is killed', () => {
  test.each([
    ['after-outbox-insert', 10, []],
    ['after-commit', 9, ['order.created']],
  ] as const)('while ordering, %s: stock and order are both there or both not', async (point, left, topics) => {
    const productId = await makeProduct(payload, { stock: 10 });
    const { customerId, token } = await makeBuyer(payload);
    await dieAt(point, 'order', { customerId, productId });
    expect(await stockOf(payload, productId)).toBe(left);
    const { data } = (await call('GET', '/v1/orders', { token })).body as { data: { orderId: string }[] };
    expect(data).toHaveLength(topics.length);
    for (const { orderId } of data)
      expect((await eventsOf(payload, orderId)).map(({ topic }) => topic)).toEqual(topics);
  });

  test.each(['after-payment-row', 'after-intent-made'] as const)(
    'while making an intent, %s: the repeat under the same key ends with one',
    async (point) => {
      const order = await shop.order(await makeProduct(payload, { price: 10_000 }));
      const { orderId, customerId } = order;
      await dieAt(point, 'intent', { orderId, customerId, pence: '10000', key: point });
      expect(intentsOf(order)).toHaveLength(point === 'after-intent-made' ? 1 : 0);
      const sent = { orderId, amount: 100, currency: 'GBP' };
      const headers = { 'idempotency-key': point };
      const early = await call('POST', '/v1/payments/create-intent', { token: order.token, body: sent, headers });
      expect(early.status).toBe(409);
      await outliveClaims();
      const secret = await shop.intent(order, point);
      expect(intentsOf(order)).toHaveLength(1);
      await stripe.pay(secret);
      await stripe.webhooks.idle();
      expect(await readOrder(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
    },
  );

  test.each(['after-outbox-insert', 'after-commit'] as const)(
    'while taking in a webhook, %s: it comes again, and everything happened once',
    async (point) => {
      const order = await shop.order(await makeProduct(payload));
      const secret = await shop.intent(order);
      stripe.webhooks.pause();
      await stripe.pay(secret);
      const event = stripe.webhooks.waiting().find(({ type }) => type === 'payment_intent.succeeded');
      const body = JSON.stringify(event);
      const signature = stripe.stripe.webhooks.generateTestHeaderString({ payload: body, secret: WEBHOOK_SECRET });
      await dieAt(point, 'webhook', { body, signature });
      const stands = point === 'after-commit';
      expect(await readOrder(shop, order)).toMatchObject({ status: stands ? 'CONFIRMED' : 'PENDING' });
      expect(await issuedFor(payload, order.orderId)).toHaveLength(stands ? 1 : 0);
      stripe.webhooks.resume();
      await stripe.webhooks.idle();
      expect(await readOrder(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
      expect(await issuedFor(payload, order.orderId)).toHaveLength(1);
      expect(await countOf(payload, order.orderId, 'payment.succeeded')).toBe(1);
    },
  );

  test.each(['after-refund-row', 'after-refund-made'] as const)(
    'while refunding, %s: the repeat refunds once',
    async (point) => {
      const order = await shop.paidOrder(await makeProduct(payload, { price: 10_000 }));
      await dieAt(point, 'refund', { orderId: order.orderId, customerId: order.customerId, pence: '2500' });
      const body = { amount: 25, reason: 'duplicate' };
      if (point === 'after-refund-row') {
        expect((await call('POST', `/v1/orders/${order.orderId}/refunds`, { token: sales, body })).status).toBe(201);
      }
      await stripe.webhooks.idle();
      await reconcilePayments(payload, 0);
      expect(
        [...stripe.state.refunds.newestFirst()].filter((one) => one.payment_intent === order.intentId),
      ).toHaveLength(1);
      expect((await readOrder(shop, order)).payments[0]?.refundedAmount).toBe(25);
    },
  );

  test('after storing a PDF: the next one who asks gets it', async () => {
    const order = await shop.paidOrder(await makeProduct(payload));
    const { invoice } = await readOrder(shop, order);
    await dieAt('after-pdf-stored', 'pdf', { invoiceId: invoice?.invoiceId as string });
    expect((await call('GET', invoice?.url as string, { token: order.token })).status).toBe(200);
  });
});
