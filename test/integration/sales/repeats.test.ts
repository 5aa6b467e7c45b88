import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { reconcilePayments } from '../../../src/services/sales/reconcile-payments.ts';
import { timelineOf } from '../../../src/services/sales/timeline.ts';
import { staffTokens } from '../../support/gateway.ts';
import { countOf, eventsOf, makeProduct, type Placed, readOrder, startShop } from '../../support/sales.ts';

const shop = await startShop();
const { payload, call, stripe } = shop;
const product = await makeProduct(payload, { price: 100_00 });
const { sales } = await staffTokens(payload);

const refund = ({ orderId }: Placed, amount: number | undefined, key?: string) =>
  call('POST', `/v1/orders/${orderId}/refunds`, {
    token: sales,
    body: { ...(amount ? { amount } : {}), reason: 'requested_by_customer' },
    headers: key ? { 'idempotency-key': key } : {},
  });
const codeOf = ({ body }: { body: unknown }) => (body as { code?: string }).code;
const refundsOf = (intentId: string) =>
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

test('a declined card is told once, however often the payment is reconciled', async () => {
  const { order, secret } = await declined('pm_card_chargeDeclined');
  expect(await countOf(payload, order.orderId, 'payment.failed')).toBe(1);
  for (let turn = 0; turn < 3; turn += 1) {
    await minutesLater();
    expect(await reconcilePayments(payload)).toBeGreaterThan(0);
  }
  expect(await countOf(payload, order.orderId, 'payment.failed')).toBe(1);
  await stripe.pay(secret, 'pm_card_chargeDeclined');
  await stripe.webhooks.idle();
  await minutesLater();
  await reconcilePayments(payload);
  expect(await countOf(payload, order.orderId, 'payment.failed')).toBe(2);
});

test('an attempt whose webhook is lost is told by the reconciliation, and not again by the late webhook', async () => {
  const order = await shop.order(product);
  const secret = await shop.intent(order);
  stripe.webhooks.pause();
  await stripe.pay(secret, 'pm_card_chargeDeclined');
  await minutesLater();
  await reconcilePayments(payload);
  expect(await countOf(payload, order.orderId, 'payment.failed')).toBe(1);
  stripe.webhooks.resume();
  await stripe.webhooks.idle();
  expect(await countOf(payload, order.orderId, 'payment.failed')).toBe(1);
});

test('a failed authentication, which has no charge, is told once', async () => {
  const { order, secret } = await declined('4000002760003184');
  stripe.controls.authenticate(secret.split('_secret_')[0] as string, 'fail');
  await stripe.webhooks.idle();
  await minutesLater();
  await reconcilePayments(payload);
  expect(await countOf(payload, order.orderId, 'payment.failed')).toBe(1);
});

test('the payer learns that the card was declined, and staff alone that it was reported stolen', async () => {
  const { order } = await declined('pm_card_chargeDeclinedStolenCard');
  const shown = await readOrder(shop, order);
  expect(shown.payments).toMatchObject([{ status: 'FAILED', failureCode: 'card_declined' }]);
  const exported = await call('GET', '/v1/me/export', { token: order.token });
  const events = await eventsOf(payload, order.orderId);
  expect(events.at(-1)).toMatchObject({ topic: 'payment.failed', payload: { failureCode: 'card_declined' } });
  expect(JSON.stringify([shown, exported.body, events])).not.toContain('stolen');
  const told = (await timelineOf(payload, order.orderId)).map(({ text }) => text);
  expect(told).toContain('Payment failed: stolen card: Your card was declined.');
});

test('a refund repeated under one key is paid once', async () => {
  const order = await shop.paidOrder(product);
  const first = await refund(order, 50, 'k1');
  const second = await refund(order, 50, 'k1');
  expect(first).toMatchObject({ status: 201, body: { amount: 50, status: 'succeeded' } });
  expect(second).toMatchObject({ status: 201, body: first.body });
  expect(second.headers.get('idempotent-replayed')).toBe('true');
  expect(codeOf(await refund(order, 40, 'k1'))).toBe('idempotency_key_reused');
  expect(refundsOf(order.intentId)).toHaveLength(1);
  expect(await refund(order, 50, 'k2')).toMatchObject({ status: 201, body: { amount: 50 } });
  await stripe.webhooks.idle();
  expect(await readOrder(shop, order)).toMatchObject({ payments: [{ refundedAmount: 100 }] });
});

test('ten repeats of a refund at once pay once, and the others are told to wait', async () => {
  const order = await shop.paidOrder(product);
  const answers = await Promise.all(Array.from({ length: 10 }, () => refund(order, 20, 'at-once')));
  for (const answer of answers) expect(codeOf(answer) ?? answer.status).toBeOneOf([201, 'idempotency_conflict']);
  expect(refundsOf(order.intentId)).toHaveLength(1);
  await stripe.webhooks.idle();
});

test('a refund whose process died before it could answer is not made again by its key', async () => {
  const order = await shop.paidOrder(product);
  const first = await refund(order, 30, 'died');
  await stripe.webhooks.idle();
  // What a crash between Stripe's answer and ours leaves: the refund, and a key whose claim has run out.
  await shop.redis.flushall();
  await database(payload).execute(sql`
    UPDATE idempotency_keys SET status = NULL, body = NULL, claimed_until = now() - interval '1 second' WHERE key = 'died'`);
  expect(await refund(order, 30, 'died')).toMatchObject({ status: 201, body: first.body });
  expect(refundsOf(order.intentId)).toHaveLength(1);
});

test('a refund that was given up as never made is taken up by its key, under the same id at Stripe', async () => {
  const order = await shop.paidOrder(product);
  stripe.webhooks.pause();
  stripe.faults.add({ operation: 'refunds.create', times: 9, execute: true, answer: 'broken' });
  expect((await refund(order, 30, 'given-up')).status).toBe(503);
  stripe.faults.clear();
  await database(payload).execute(sql`UPDATE refunds SET status = 'failed' WHERE status = 'requested'`);
  expect((await refund(order, 30, 'given-up')).status).toBe(201);
  expect(refundsOf(order.intentId)).toHaveLength(1);
  stripe.webhooks.resume();
  await stripe.webhooks.idle();
  expect(await readOrder(shop, order)).toMatchObject({ payments: [{ refundedAmount: 30 }] });
});

test('a loyalty rate or a balance beyond the integers stops neither orders nor accounts', async () => {
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
  expect(await readOrder(shop, order)).toMatchObject({ status: 'CONFIRMED' });
  await rate(1);
});
