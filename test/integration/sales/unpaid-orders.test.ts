import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { cancelIntents } from '../../../src/services/sales/cancel-orders.ts';
import { countTableRows, makeBuyer, makeSaleProduct, readInvoices, readStock, startShop } from '../../support/sales.ts';

const shop = await startShop({ RATE_LIMIT_MULTIPLIER: '1' });
const { payload, call, stripe } = shop;
const getCode = ({ body, status }: { body: unknown; status: number }) => (body as { code?: string }).code ?? status;

const order = (token: string, productId: string, quantity = 1) =>
  call('POST', '/v1/orders', { token, body: { items: [{ productId, quantity }] } });

describe('a customer', () => {
  test('has at most five unpaid orders, even if the orders are placed concurrently', async () => {
    const product = await makeSaleProduct(payload, { stock: 50 });
    const { token } = await makeBuyer(payload);
    const answers = await Promise.all(Array.from({ length: 9 }, () => order(token, product)));
    expect(answers.map(getCode).sort()).toEqual([...Array(5).fill(201), ...Array(4).fill('limit_reached')]);
    expect(answers.find(({ status }) => status !== 201)).toMatchObject({ status: 409 });
    expect(await readStock(payload, product)).toBe(45);
    expect(getCode(await order((await makeBuyer(payload)).token, product))).toBe(201);
  });

  test('reserves at most twenty unpaid pieces in all orders together', async () => {
    const product = await makeSaleProduct(payload, { stock: 100 });
    const { token } = await makeBuyer(payload);
    expect(getCode(await order(token, product, 21))).toBe('limit_reached');
    expect(getCode(await order(token, product, 15))).toBe(201);
    expect(getCode(await order(token, product, 6))).toBe('limit_reached');
    const answers = await Promise.all(Array.from({ length: 3 }, () => order(token, product, 3)));
    expect(answers.map(getCode).sort()).toEqual([201, 'limit_reached', 'limit_reached']);
    expect(await readStock(payload, product)).toBe(82);
  });

  test('may order again after an order is paid', async () => {
    const product = await makeSaleProduct(payload, { stock: 100 });
    const buyer = await makeBuyer(payload);
    const placed = await shop.order(product, 20, buyer);
    expect(getCode(await order(buyer.token, product))).toBe('limit_reached');
    await stripe.pay(await shop.intent(placed));
    await stripe.webhooks.idle();
    expect(getCode(await order(buyer.token, product))).toBe(201);
  });
});

describe('an erased customer', () => {
  const erase = ({ token }: { token: string }) => call('DELETE', '/v1/me', { token });
  const getIntent = (secret: string) => stripe.state.intents.get(secret.split('_secret_')[0] as string);
  const readStatus = async (orderId: string) => {
    const { rows } = await database(payload).execute<{ order: string; payment: string }>(sql`
      SELECT orders.status::text AS order, payments.status::text AS payment
      FROM orders LEFT JOIN payments ON order_id = orders.id WHERE orders.id = ${orderId}`);
    return rows[0];
  };

  test('leaves no payable order: each is cancelled with its intent, and its pieces are released', async () => {
    const product = await makeSaleProduct(payload, { stock: 10 });
    const placed = await shop.order(product, 2);
    const secret = await shop.intent(placed);
    const unbegun = await shop.order(product, 1, placed);
    expect((await erase(placed)).status).toBe(204);
    expect(getIntent(secret)?.status).toBe('canceled');
    expect(await readStatus(placed.orderId)).toEqual({ order: 'CANCELLED', payment: 'CANCELLED' });
    expect(await readStatus(unbegun.orderId)).toEqual({ order: 'CANCELLED', payment: null });
    expect(await readStock(payload, product)).toBe(10);
    expect((await stripe.pay(secret)).status).toBe(400);
    await stripe.webhooks.idle();
    expect(await readInvoices(payload, placed.orderId)).toEqual([]);
  });

  test('leaves an intent that Stripe could not cancel, and the next run cancels it', async () => {
    const placed = await shop.order(await makeSaleProduct(payload));
    const secret = await shop.intent(placed);
    stripe.faults.add({ operation: 'paymentIntents.cancel', times: 9, answer: 'broken' });
    expect((await erase(placed)).status).toBe(204);
    expect(getIntent(secret)?.status).toBe('requires_payment_method');
    await expect(cancelIntents(payload)).rejects.toMatchObject({ code: 'unavailable' });
    stripe.faults.clear();
    expect(await cancelIntents(payload)).toBe(1);
    expect(getIntent(secret)?.status).toBe('canceled');
    expect(await cancelIntents(payload)).toBe(0);
  });

  test('whose card is charged after all needs attention by staff: nothing is confirmed, and no document is issued', async () => {
    const placed = await shop.order(await makeSaleProduct(payload));
    const secret = await shop.intent(placed);
    stripe.faults.add({ operation: 'paymentIntents.cancel', times: 9, answer: 'broken' });
    await erase(placed);
    await stripe.pay(secret);
    await stripe.webhooks.idle();
    stripe.faults.clear();
    expect(await cancelIntents(payload)).toBe(1);
    expect(await readStatus(placed.orderId)).toEqual({ order: 'CANCELLED', payment: 'CANCELLED' });
    expect(await countTableRows(payload, placed.orderId, 'payment.succeeded')).toBe(0);
    expect(await readInvoices(payload, placed.orderId)).toEqual([]);
    const { rows } = await database(payload).execute(sql`
      SELECT outcome FROM stripe_events JOIN payments ON payments.id = payment_id
      WHERE order_id = ${placed.orderId} AND type = 'payment_intent.succeeded'`);
    expect(rows).toEqual([{ outcome: 'needs_attention' }]);
  });
});
