import { afterAll, expect, test } from 'vitest';
import { countOf, issuedFor, makeProduct, readOrder, startShop } from '../../support/sales.ts';
import { WEBHOOK_SECRET } from '../../support/stripe.ts';
import { startWeb } from '../gateway/web-process.ts';

const shop = await startShop();
const { payload, stripe } = shop;
const webs = await Promise.all([1, 2].map(() => startWeb(shop.environment)));
afterAll(() => Promise.all(webs.map((web) => web.stop())));

const order = await shop.order(await makeProduct(payload));

/** Fifty times the same request at once, by turns to either process. */
const fifty = (path: string, body: string, headers: Record<string, string>) =>
  Promise.all(
    Array.from({ length: 50 }, async (_, i) => {
      const sent = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
      const response = await fetch(`${webs[i % 2]?.base}${path}`, sent);
      return { status: response.status, ...((await response.json()) as { clientSecret?: string }) };
    }),
  );

test('fifty requests for an intent and fifty deliveries of its success are one payment with one invoice', async () => {
  const asked = JSON.stringify({ orderId: order.orderId, amount: order.total, currency: 'GBP' });
  const answers = await fifty('/v1/payments/create-intent', asked, { authorization: `Bearer ${order.token}` });
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const [secret, ...others] = new Set(answers.map(({ clientSecret }) => clientSecret));
  expect(others).toEqual([]);
  expect(stripe.state.intents.size).toBe(1);

  stripe.webhooks.pause();
  await stripe.pay(secret as string);
  const body = JSON.stringify(stripe.webhooks.waiting().find(({ type }) => type === 'payment_intent.succeeded'));
  const signature = stripe.stripe.webhooks.generateTestHeaderString({ payload: body, secret: WEBHOOK_SECRET });
  const received = await fifty('/v1/webhooks/stripe', body, { 'stripe-signature': signature });
  expect(new Set(received.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await readOrder(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
  expect(await countOf(payload, order.orderId, 'payment.succeeded')).toBe(1);
  expect(await issuedFor(payload, order.orderId)).toHaveLength(1);
});
