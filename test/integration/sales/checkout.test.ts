import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { makeBuyer, makeSaleProduct, readStock, startShop } from '../../support/sales.ts';

const shop = await startShop();
const { payload, call, stripe } = shop;

const readEvents = async (orderId: string) => {
  const { rows } = await database(payload).execute<{ topic: string; payload: Record<string, unknown> }>(
    sql`SELECT topic, payload FROM domain_events WHERE payload->>'orderId' = ${orderId} ORDER BY id`,
  );
  return rows;
};

const read = async (placed: { orderId: string; token: string }) =>
  (await call('GET', `/v1/orders/${placed.orderId}`, { token: placed.token })).body as Record<string, never>;

describe('a checkout', () => {
  test('leads through an order, an intent and a webhook to a confirmed order with one invoice', async () => {
    const [product, buyer] = [await makeSaleProduct(payload, { price: 149_999, stock: 5 }), await makeBuyer(payload)];
    const ordered = await call('POST', '/v1/orders', {
      token: buyer.token,
      body: { items: [{ productId: product, quantity: 2 }], billingAddress: '1 High Street', notes: 'Ring twice' },
    });
    expect(ordered).toMatchObject({
      status: 201,
      body: {
        orderNumber: expect.stringMatching(/^LW-\d{7,}$/),
        status: 'PENDING',
        items: [{ productId: product, quantity: 2, unitPrice: 1499.99 }],
        subtotal: 2499.98,
        vat: 500,
        total: 2999.98,
        currency: 'GBP',
      },
    });
    expect(await readStock(payload, product)).toBe(3);
    const { orderId, total } = ordered.body as { orderId: string; total: number };
    const placed = { ...buyer, orderId, total };

    const secret = await shop.intent(placed);
    expect(secret).toMatch(/^pi_\w+_secret_\w+$/);
    expect(await shop.intent(placed)).toBe(secret);
    expect(stripe.state.intents.size).toBe(1);

    await stripe.pay(secret);
    await stripe.webhooks.idle();
    const order = await read(placed);
    expect(order).toMatchObject({
      status: 'CONFIRMED',
      payments: [{ status: 'SUCCEEDED', amount: 2999.98, refundedAmount: 0 }],
      invoice: { number: expect.stringMatching(/^INV-\d{4}-\d{6}$/), total: 2999.98 },
      creditNotes: [],
    });
    const { payments, invoice } = order as unknown as {
      payments: { paymentId: string }[];
      invoice: { invoiceId: string };
    };
    expect(await readEvents(orderId)).toEqual([
      { topic: 'order.created', payload: { orderId, userId: buyer.customerId, total: 299_998, currency: 'GBP' } },
      {
        topic: 'payment.succeeded',
        payload: {
          paymentId: payments[0]?.paymentId,
          orderId,
          userId: buyer.customerId,
          amount: 299_998,
          currency: 'GBP',
          invoiceId: invoice.invoiceId,
        },
      },
    ]);
  });
});
