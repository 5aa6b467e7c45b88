import { beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../../local/stripe/api/faults.ts';
import { type StripeOutcome, stripeCalls } from '../../../src/lib/metrics.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { reconcilePayments } from '../../../src/services/sales/reconcile-payments.ts';
import { createStripeClient } from '../../../src/services/sales/stripe-client.ts';
import { STRIPE } from '../../support/environment.ts';
import { makeSaleProduct, readOrderRow, startShop } from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';

/** Milliseconds within which Stripe must respond. In production the limit is 8,000. */
const TIMEOUT = 400;
/** The time limit of a request in milliseconds: for a call to Stripe, its one retry, and the rest of the request. */
const BOUND = 2 * TIMEOUT + 3000;

const shop = await startShop();
const { payload, call, stripe } = shop;
runtimeOf(payload).stripe = createStripeClient({ secretKey: STRIPE.secretKey, apiUrl: stripe.url }, TIMEOUT);
const product = await makeSaleProduct(payload, { price: 100_00 });
const { sales } = await staffTokens(payload);

beforeEach(() => {
  stripe.faults.clear();
  stripe.webhooks.resume();
});

const FAULTS: [name: string, fault: Omit<Fault, 'operation'>, outcome: StripeOutcome][] = [
  ['does not respond', { answer: 'never' }, 'unavailable'],
  ['executes calls and does not respond', { answer: 'never', execute: true }, 'unavailable'],
  ['responds with 500', { answer: 500 }, 'unavailable'],
  ['responds with 503', { answer: 503 }, 'unavailable'],
  ['rejects our calls because of its rate limit', { answer: 429 }, 'unavailable'],
  ['rejects our expired key', { answer: 401 }, 'key_refused'],
];

const count = async (outcome: StripeOutcome) =>
  (await stripeCalls.get()).values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;

/** Expects a 503 within the time limit, and one more failed call in the metrics. */
async function expectUnavailable(outcome: StripeOutcome, act: () => Promise<{ status: number; body: unknown }>) {
  const [start, before] = [performance.now(), await count(outcome)];
  expect(await act()).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  expect(performance.now() - start).toBeLessThan(BOUND);
  expect((await count(outcome)) - before).toBe(1);
  expect((await call('GET', '/readyz')).body).toMatchObject({ degraded: [] });
}

const createIntent = (order: { orderId: string; total: number; token: string }) => () =>
  call('POST', '/v1/payments/create-intent', {
    token: order.token,
    body: { orderId: order.orderId, amount: order.total, currency: 'GBP' },
  });
const refund = (order: { orderId: string }) => () =>
  call('POST', `/v1/orders/${order.orderId}/refunds`, {
    token: sales,
    body: { amount: 20, reason: 'requested_by_customer' },
  });

describe.each(FAULTS)('while Stripe %s', (_name, fault, outcome) => {
  const begin = () => stripe.faults.add({ operation: '*', times: 99, ...fault });

  test('the request for a payment gets 503 in time, and the order can be paid once afterwards', async () => {
    const order = await shop.order(product);
    begin();
    await expectUnavailable(outcome, createIntent(order));
    stripe.faults.clear();
    await stripe.pay(await shop.intent(order));
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
    expect(
      stripe.state.intents.newestFirst().filter(({ metadata }) => metadata.orderId === order.orderId),
    ).toHaveLength(1);
  });

  test('the request for a refund gets 503 in time, and the refund is paid out once afterwards', async () => {
    const order = await shop.paidOrder(product);
    begin();
    await expectUnavailable(outcome, refund(order));
    stripe.faults.clear();
    await stripe.webhooks.idle();
    if (!fault.execute) expect((await refund(order)()).status).toBe(201);
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({ payments: [{ refundedAmount: 20 }] });
  });

  test('the reconciliation fails, and succeeds afterwards', async () => {
    const order = await shop.order(product);
    const secret = await shop.intent(order);
    stripe.webhooks.pause();
    await stripe.pay(secret);
    begin();
    await expect(reconcilePayments(payload, 0)).rejects.toThrow('could not be checked');
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'PENDING' });
    stripe.faults.clear();
    await reconcilePayments(payload, 0);
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED' });
    stripe.webhooks.resume();
    await stripe.webhooks.idle();
  });
});
