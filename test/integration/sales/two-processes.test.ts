import { afterAll, expect, test } from 'vitest';
import { countTableRows, makeSaleProduct, readInvoices, readOrderRow, startShop } from '../../support/sales.ts';
import { WEBHOOK_SECRET } from '../../support/stripe.ts';
import { startWebProcess } from '../gateway/web-process.ts';

const shop = await startShop();
const { payload, stripe } = shop;
const webs = await Promise.all([1, 2].map(() => startWebProcess(shop.environment)));
afterAll(() => Promise.all(webs.map((web) => web.stop())));

const order = await shop.order(await makeSaleProduct(payload));

/** Sends the same request fifty times concurrently, alternating between the processes. */
const sendFiftyTimes = (path: string, body: string, headers: Record<string, string>) =>
  Promise.all(
    Array.from({ length: 50 }, async (_, i) => {
      const sent = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
      const response = await fetch(`${webs[i % 2]?.base}${path}`, sent);
      return { status: response.status, ...((await response.json()) as { clientSecret?: string }) };
    }),
  );

test('fifty requests for an intent and fifty deliveries of its success create one payment with one invoice', async () => {
  const intentBody = JSON.stringify({ orderId: order.orderId, amount: order.total, currency: 'GBP' });
  const answers = await sendFiftyTimes('/v1/payments/create-intent', intentBody, {
    authorization: `Bearer ${order.token}`,
  });
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const [secret, ...others] = new Set(answers.map(({ clientSecret }) => clientSecret));
  expect(others).toEqual([]);
  expect(stripe.state.intents.size).toBe(1);

  stripe.webhooks.pause();
  await stripe.pay(secret as string);
  const body = JSON.stringify(stripe.webhooks.waiting().find(({ type }) => type === 'payment_intent.succeeded'));
  const signature = stripe.stripe.webhooks.generateTestHeaderString({ payload: body, secret: WEBHOOK_SECRET });
  const received = await sendFiftyTimes('/v1/webhooks/stripe', body, { 'stripe-signature': signature });
  expect(new Set(received.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
  expect(await countTableRows(payload, order.orderId, 'payment.succeeded')).toBe(1);
  expect(await readInvoices(payload, order.orderId)).toHaveLength(1);
});
