import type { Payload } from 'payload';
import { createIntent } from '../../src/services/sales/create-intent.ts';
import { createOrder } from '../../src/services/sales/create-order.ts';
import { makeCustomer } from './appointments.ts';
import { makeSaleProduct } from './sales.ts';
import type { TestStripe } from './stripe.ts';

/**
 * Places an order of £1,000 as a new customer, pays it with `card`, and waits until all webhooks are delivered. `stripe` must
 * send its webhooks to the site.
 */
export async function payForOrder(
  payload: Payload,
  stripe: TestStripe,
  card?: string,
): Promise<{ orderId: string; orderNumber: string }> {
  const [customerId, productId] = [await makeCustomer(payload), await makeSaleProduct(payload, { price: 50_000 })];
  const buyer = { customerId, name: 'Ada Lovelace' };
  const { body } = await createOrder(payload, buyer, { items: [{ productId, quantity: 2 }] });
  const { orderId, orderNumber } = body as { orderId: string; orderNumber: string };
  const intent = await createIntent(payload, customerId, { orderId, amount: 100_000 }, undefined);
  await stripe.pay((intent.body as { clientSecret: string }).clientSecret, card);
  await stripe.webhooks.idle();
  return { orderId, orderNumber };
}
