import type { BenchCustomer } from './data.ts';
import { eventBody, expectJson, signedRequest, WEBHOOK } from './shop.ts';
import type { BenchSite } from './site.ts';

export type Basket = { customer: BenchCustomer; productId: string };

type PlacedOrder = { orderId: string; total: number };

const post = (token: string, body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  body: JSON.stringify(body),
});

/** Orders one product. */
export const placeOrder = (base: string, { customer, productId }: Basket): Promise<PlacedOrder> =>
  expectJson(`${base}/v1/orders`, post(customer.token, { items: [{ productId, quantity: 1 }] }), 201);

/** Creates the payment intent of an order and returns its client secret. */
export const requestIntent = (base: string, { customer }: Basket, { orderId, total }: PlacedOrder) =>
  expectJson<{ clientSecret: string }>(
    `${base}/v1/payments/create-intent`,
    post(customer.token, { orderId, amount: total, currency: 'GBP' }),
    200,
  );

/**
 * Makes a complete checkout: order, intent, and the webhook of the successful payment. A 200 to the webhook means that the
 * order is confirmed, its invoice issued and its event stored.
 */
export async function checkOut(site: BenchSite, base: string, basket: Basket): Promise<void> {
  const order = await placeOrder(base, basket);
  const { clientSecret } = await requestIntent(base, basket, order);
  const intentId = clientSecret.split('_secret_')[0] ?? '';
  const waiting = { paymentId: '', orderId: order.orderId, intentId, userId: basket.customer.id };
  await expectJson(`${base}${WEBHOOK}`, signedRequest(site, eventBody(waiting, 'succeeded')), 200);
}
