import type { BenchCustomer } from './data.ts';
import { eventBody, expectJson, signedRequest, WEBHOOK } from './shop.ts';
import type { BenchSite } from './site.ts';

export type Basket = { customer: BenchCustomer; productId: string };

type Ordered = { orderId: string; total: number };

const post = (token: string, body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  body: JSON.stringify(body),
});

/** Orders one product. */
export const placeOrder = (base: string, { customer, productId }: Basket): Promise<Ordered> =>
  expectJson(`${base}/v1/orders`, post(customer.token, { items: [{ productId, quantity: 1 }] }), 201);

/** Gets the client secret of an order. */
export const askIntent = (base: string, { customer }: Basket, { orderId, total }: Ordered) =>
  expectJson<{ clientSecret: string }>(
    `${base}/v1/payments/create-intent`,
    post(customer.token, { orderId, amount: total, currency: 'GBP' }),
    200,
  );

/**
 * A whole checkout: order, intent, and the webhook of its success, whose answer means that the order is confirmed, its
 * invoice issued and its event stored.
 */
export async function checkOut(site: BenchSite, base: string, basket: Basket): Promise<void> {
  const order = await placeOrder(base, basket);
  const { clientSecret } = await askIntent(base, basket, order);
  const intentId = clientSecret.split('_secret_')[0] ?? '';
  const waiting = { paymentId: '', orderId: order.orderId, intentId, userId: basket.customer.id };
  await expectJson(`${base}${WEBHOOK}`, signedRequest(site, eventBody(waiting, 'succeeded')), 200);
}
