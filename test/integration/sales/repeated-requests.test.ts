import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { readTimeline } from '../../../src/services/sales/read-timeline.ts';
import { reconcilePayments } from '../../../src/services/sales/reconcile-payments.ts';
import {
  countTableRows,
  makeSaleProduct,
  type PlacedOrder,
  readEvents,
  readOrderRow,
  startShop,
} from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';

const shop = await startShop();
const { payload, call, stripe } = shop;
const product = await makeSaleProduct(payload, { price: 100_00 });
const { sales } = await staffTokens(payload);

const refund = ({ orderId }: PlacedOrder, amount: number | undefined, key?: string) =>
  call('POST', `/v1/orders/${orderId}/refunds`, {
    token: sales,
    body: { ...(amount ? { amount } : {}), reason: 'requested_by_customer' },
    headers: key ? { 'idempotency-key': key } : {},
  });
const getCode = ({ body }: { body: unknown }) => (body as { code?: string }).code;
const getRefunds = (intentId: string) =>
  [...stripe.state.refunds.newestFirst()].filter(({ payment_intent }) => payment_intent === intentId);

const minutesLater = () =>
  database(payload).execute(sql`UPDATE payments SET checked_at = now() - interval '11 minutes'`);

const declined = async (card: string) => {
  const order = await shop.order(product);
  const secret = await shop.intent(order);
  await stripe.pay(secret, card);
  await stripe.webhooks.idle();
  return { order, secret };
};

test('the customer is notified once of a declined card, however often the payment is reconciled', async () => {
  const { order, secret } = await declined('pm_card_chargeDeclined');
  expect(await countTableRows(payload, order.orderId, 'payment.failed')).toBe(1);
  for (let turn = 0; turn < 3; turn += 1) {
    await minutesLater();
    expect(await reconcilePayments(payload)).toBeGreaterThan(0);
  }
  expect(await countTableRows(payload, order.orderId, 'payment.failed')).toBe(1);
  await stripe.pay(secret, 'pm_card_chargeDeclined');
  await stripe.webhooks.idle();
  await minutesLater();
  await reconcilePayments(payload);
  expect(await countTableRows(payload, order.orderId, 'payment.failed')).toBe(2);
});

test('the reconciliation notifies the customer of an attempt whose webhook was lost, and the late webhook does not notify again', async () => {
  const order = await shop.order(product);
  const secret = await shop.intent(order);
  stripe.webhooks.pause();
  await stripe.pay(secret, 'pm_card_chargeDeclined');
  await minutesLater();
  await reconcilePayments(payload);
  expect(await countTableRows(payload, order.orderId, 'payment.failed')).toBe(1);
  stripe.webhooks.resume();
  await stripe.webhooks.idle();
  expect(await countTableRows(payload, order.orderId, 'payment.failed')).toBe(1);
});

test('the customer is notified once of a failed authentication, which has no charge', async () => {
  const { order, secret } = await declined('4000002760003184');
  stripe.controls.authenticate(secret.split('_secret_')[0] as string, 'fail');
  await stripe.webhooks.idle();
  await minutesLater();
  await reconcilePayments(payload);
  expect(await countTableRows(payload, order.orderId, 'payment.failed')).toBe(1);
});

test('the payer sees that the card was declined, and only staff see that it was reported as stolen', async () => {
  const { order } = await declined('pm_card_chargeDeclinedStolenCard');
  const shown = await readOrderRow(shop, order);
  expect(shown.payments).toMatchObject([{ status: 'FAILED', failureCode: 'card_declined' }]);
  const exported = await call('GET', '/v1/me/export', { token: order.token });
  const events = await readEvents(payload, order.orderId);
  expect(events.at(-1)).toMatchObject({ topic: 'payment.failed', payload: { failureCode: 'card_declined' } });
  expect(JSON.stringify([shown, exported.body, events])).not.toContain('stolen');
  const texts = (await readTimeline(payload, order.orderId)).map(({ text }) => text);
  expect(texts).toContain('Payment failed: stolen card: Your card was declined.');
});

test('a refund that is requested several times with one key is paid once', async () => {
  const order = await shop.paidOrder(product);
  const first = await refund(order, 50, 'k1');
  const second = await refund(order, 50, 'k1');
  expect(first).toMatchObject({ status: 201, body: { amount: 50, status: 'succeeded' } });
  expect(second).toMatchObject({ status: 201, body: first.body });
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect(getCode(await refund(order, 40, 'k1'))).toBe('idempotency_key_reused');
  expect(getRefunds(order.intentId)).toHaveLength(1);
  expect(await refund(order, 50, 'k2')).toMatchObject({ status: 201, body: { amount: 50 } });
  await stripe.webhooks.idle();
  expect(await readOrderRow(shop, order)).toMatchObject({ payments: [{ refundedAmount: 100 }] });
});

test('ten concurrent requests for a refund with one key pay once, and the others get 409', async () => {
  const order = await shop.paidOrder(product);
  const answers = await Promise.all(Array.from({ length: 10 }, () => refund(order, 20, 'at-once')));
  for (const answer of answers) expect(getCode(answer) ?? answer.status).toBeOneOf([201, 'idempotency_conflict']);
  expect(getRefunds(order.intentId)).toHaveLength(1);
  await stripe.webhooks.idle();
});

test('a refund whose process died before the response is not created again with the same key', async () => {
  const order = await shop.paidOrder(product);
  const first = await refund(order, 30, 'died');
  await stripe.webhooks.idle();
  // Simulate a crash between Stripe's response and the site's response: the refund exists, and the claim on the key has expired.
  await shop.redis.flushall();
  await database(payload).execute(sql`
    UPDATE idempotency_keys SET status = NULL, body = NULL, claimed_until = now() - interval '1 second' WHERE key = 'died'`);
  expect(await refund(order, 30, 'died')).toMatchObject({ status: 201, body: first.body });
  expect(getRefunds(order.intentId)).toHaveLength(1);
});

test('a refund that is marked as never created is resumed by its key, with the same id at Stripe', async () => {
  const order = await shop.paidOrder(product);
  stripe.webhooks.pause();
  stripe.faults.add({ operation: 'refunds.create', times: 9, execute: true, answer: 'broken' });
  expect((await refund(order, 30, 'given-up')).status).toBe(503);
  stripe.faults.clear();
  await database(payload).execute(sql`UPDATE refunds SET status = 'failed' WHERE status = 'requested'`);
  expect((await refund(order, 30, 'given-up')).status).toBe(201);
  expect(getRefunds(order.intentId)).toHaveLength(1);
  stripe.webhooks.resume();
  await stripe.webhooks.idle();
  expect(await readOrderRow(shop, order)).toMatchObject({ payments: [{ refundedAmount: 30 }] });
});

test('a loyalty rate or balance beyond 32 bits causes errors neither in orders nor in accounts', async () => {
  const rate = (points: number) =>
    database(payload).execute(sql`UPDATE settings SET sales_points_per_pound = ${points}`);
  await payload.updateGlobal({
    slug: 'settings',
    data: { sales: { vatRate: 20, paymentWindowHours: 24, pointsPerPound: 1000 } },
  });
  const { customerId, token } = await shop.order(product);
  await database(payload).execute(sql`
    INSERT INTO loyalty_accounts (id, customer_id, balance) VALUES (gen_random_uuid(), ${customerId}, 2999997000)`);
  expect(await call('GET', '/v1/me', { token })).toMatchObject({ status: 200, body: { loyaltyPoints: 2_999_997_000 } });
  expect((await call('PATCH', '/v1/me', { token, body: { firstName: 'Grace' } })).status).toBe(200);
  expect((await call('GET', '/v1/me/export', { token })).status).toBe(200);
  await rate(3_000_000_000);
  const order = await shop.paidOrder(product);
  expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED' });
  await rate(1);
});
