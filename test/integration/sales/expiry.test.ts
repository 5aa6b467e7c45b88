import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { expireOrders } from '../../../src/services/sales/cancel-orders.ts';
import { reconcilePayments } from '../../../src/services/sales/reconcile-payments.ts';
import {
  countTableRows,
  makeBuyer,
  makeSaleProduct,
  type PlacedOrder,
  readInvoices,
  readOrderRow,
  readStock,
  startShop,
} from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';

const shop = await startShop();
const { payload, call, stripe } = shop;

const overdue = ({ orderId }: PlacedOrder) =>
  database(payload).execute(sql`UPDATE orders SET payment_due_at = now() - interval '1 second' WHERE id = ${orderId}`);

const getCode = ({ body }: { body: unknown }) => (body as { code?: string }).code;

describe('the stock of a product', () => {
  test('is reserved by an order, and the last piece is sold only once', async () => {
    const product = await makeSaleProduct(payload, { stock: 3 });
    const buyers = await Promise.all(Array.from({ length: 10 }, () => makeBuyer(payload)));
    const answers = await Promise.all(
      buyers.map(({ token }) =>
        call('POST', '/v1/orders', { token, body: { items: [{ productId: product, quantity: 1 }] } }),
      ),
    );
    const outcomes = answers.map((answer) => getCode(answer) ?? answer.status).sort();
    expect(outcomes).toEqual([201, 201, 201, ...Array(7).fill('out_of_stock')]);
    expect(await readStock(payload, product)).toBe(0);
  });

  test('is shown on the website and causes an event when it becomes zero or available again, and not after other sales', async () => {
    const product = await makeSaleProduct(payload, { stock: 2 });
    const shown = async () => {
      const { rows } = await database(payload).execute<{ count: number }>(sql`
        SELECT count(*)::int AS count FROM domain_events
        WHERE topic = 'product.changed' AND payload->>'productId' = ${product}`);
      const { body } = await call('GET', `/v1/products/${product}`);
      return [(body as { inStock: boolean }).inStock, rows[0]?.count];
    };
    const [, published] = await shown();
    const announced = Number(published);
    await shop.order(product);
    await expect.poll(shown).toEqual([true, announced]);
    const last = await shop.order(product);
    await expect.poll(shown).toEqual([false, announced + 1]);
    await overdue(last);
    await expireOrders(payload);
    await expect.poll(shown).toEqual([true, announced + 2]);
  });

  test('is reserved for all items of an order or for none, without deadlocks between orders of the same products', async () => {
    const [firstId, secondId, soldOutId] = [
      await makeSaleProduct(payload),
      await makeSaleProduct(payload),
      await makeSaleProduct(payload, { stock: 0 }),
    ];
    const { token } = await makeBuyer(payload);
    const order = (ids: (string | undefined)[]) =>
      call('POST', '/v1/orders', { token, body: { items: ids.map((productId) => ({ productId, quantity: 1 })) } });
    expect(getCode(await order([firstId, soldOutId]))).toBe('out_of_stock');
    expect(await readStock(payload, firstId)).toBe(1000);
    const crossing = Array.from({ length: 16 }, (_, i) => order(i % 2 ? [firstId, secondId] : [secondId, firstId]));
    expect((await Promise.all(crossing)).map(({ status }) => status)).toEqual(Array(16).fill(201));
    expect([await readStock(payload, firstId), await readStock(payload, secondId)]).toEqual([984, 984]);
  });

  test('is not available if the product is unknown, a draft or in the trash', async () => {
    const draft = await makeSaleProduct(payload);
    await payload.update({ collection: 'products', id: draft, data: { _status: 'draft' } });
    const deletedId = await makeSaleProduct(payload);
    await payload.update({ collection: 'products', id: deletedId, data: { deletedAt: new Date().toISOString() } });
    const { token } = await makeBuyer(payload);
    for (const productId of [draft, deletedId, '0190b5a0-0000-7000-8000-00000000dead']) {
      const answer = await call('POST', '/v1/orders', { token, body: { items: [{ productId, quantity: 1 }] } });
      expect([answer.status, getCode(answer)]).toEqual([422, 'product_unavailable']);
    }
  });

  test('is reserved as one item if an order contains the id of the product in upper and in lower case', async () => {
    const product = await makeSaleProduct(payload, { stock: 5 });
    const { token } = await makeBuyer(payload);
    const items = [product.toUpperCase(), product].map((productId) => ({ productId, quantity: 2 }));
    const answer = await call('POST', '/v1/orders', { token, body: { items } });
    expect(answer).toMatchObject({ status: 201, body: { items: [{ productId: product, quantity: 4 }] } });
    expect(await readStock(payload, product)).toBe(1);
  });

  test('is reserved once by two requests with one Idempotency-Key', async () => {
    const product = await makeSaleProduct(payload, { stock: 5 });
    const { token } = await makeBuyer(payload);
    const sent = { token, body: { items: [{ productId: product, quantity: 2 }] }, headers: { 'idempotency-key': 'k' } };
    const [first, again] = [await call('POST', '/v1/orders', sent), await call('POST', '/v1/orders', sent)];
    expect(again.body).toEqual(first.body);
    expect(await readStock(payload, product)).toBe(3);
  });

  test.each([
    ['nothing', [], 400],
    ['no quantity', [{ quantity: 0 }], 400],
    ['a fraction', [{ quantity: 1.5 }], 400],
    ['a negative number', [{ quantity: -1 }], 400],
    ['a thousand', [{ quantity: 1000 }], 400],
    ['more than the maximum of a card payment', [{ quantity: 700 }], 400],
    ['a forged price', [{ quantity: 1, unitPrice: 0.01 }], 400],
  ])('an order of %s is refused', async (_, items, status) => {
    const product = await makeSaleProduct(payload);
    const { token } = await makeBuyer(payload);
    const body = { items: items.map((item) => ({ productId: product, ...item })) };
    expect((await call('POST', '/v1/orders', { token, body })).status).toBe(status);
    expect(await readStock(payload, product)).toBe(1000);
  });
});

describe('an order whose payment deadline has passed', () => {
  test('is cancelled with its intent, and its stock is released', async () => {
    const product = await makeSaleProduct(payload, { stock: 5 });
    const [begun, never] = [await shop.order(product, 2), await shop.order(product, 3)];
    const secret = await shop.intent(begun);
    await overdue(begun);
    await overdue(never);
    await Promise.all([expireOrders(payload), expireOrders(payload)]);
    expect(await readOrderRow(shop, begun)).toMatchObject({ status: 'CANCELLED', payments: [{ status: 'CANCELLED' }] });
    expect(await readOrderRow(shop, never)).toMatchObject({ status: 'CANCELLED', payments: [] });
    expect(await readStock(payload, product)).toBe(5);
    expect((await stripe.pay(secret)).status).toBe(400);
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, begun)).toMatchObject({ status: 'CANCELLED' });
  });

  test('is confirmed and not cancelled if it was paid at the last moment', async () => {
    const product = await makeSaleProduct(payload, { stock: 5 });
    const order = await shop.order(product);
    const secret = await shop.intent(order);
    stripe.webhooks.pause();
    await stripe.pay(secret);
    await overdue(order);
    expect(await expireOrders(payload)).toBe(0);
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
    stripe.webhooks.resume();
    await stripe.webhooks.idle();
    expect(await countTableRows(payload, order.orderId, 'payment.succeeded')).toBe(1);
    expect(await readStock(payload, product)).toBe(4);
  });

  test('remains while Stripe cannot be reached, and is cancelled afterwards', async () => {
    const product = await makeSaleProduct(payload, { stock: 5 });
    const order = await shop.order(product);
    await shop.intent(order);
    await overdue(order);
    stripe.faults.add({ operation: 'paymentIntents.cancel', times: 9, answer: 503 });
    await expect(expireOrders(payload)).rejects.toThrow('could not be cancelled');
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'PENDING' });
    stripe.faults.clear();
    expect(await expireOrders(payload)).toBe(1);
    expect(await readStock(payload, product)).toBe(5);
  });
});

describe('the reconciliation', () => {
  test('recovers a payment whose webhook was lost', async () => {
    const order = await shop.order(await makeSaleProduct(payload));
    const secret = await shop.intent(order);
    stripe.webhooks.rules.add({ type: '*', times: 10, drop: true });
    await stripe.pay(secret);
    await stripe.webhooks.idle();
    stripe.webhooks.rules.clear();
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'PENDING' });
    await Promise.all([reconcilePayments(payload, 0), reconcilePayments(payload, 0)]);
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
    expect(await readInvoices(payload, order.orderId)).toHaveLength(1);
    expect(await countTableRows(payload, order.orderId, 'payment.succeeded')).toBe(1);
  });

  test('recovers a refund whose response and webhooks were lost', async () => {
    const { sales } = await staffTokens(payload);
    const order = await shop.paidOrder(await makeSaleProduct(payload));
    stripe.webhooks.rules.add({ type: '*', times: 10, drop: true });
    stripe.faults.add({ operation: 'refunds.create', times: 9, execute: true, answer: 'broken' });
    const body = { amount: 10, reason: 'duplicate' };
    expect((await call('POST', `/v1/orders/${order.orderId}/refunds`, { token: sales, body })).status).toBe(503);
    stripe.faults.clear();
    await stripe.webhooks.idle();
    stripe.webhooks.rules.clear();
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED' });
    await reconcilePayments(payload, 0);
    expect(await readOrderRow(shop, order)).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      creditNotes: [{ total: 10 }],
    });
  });
});

test('a status changes only as the table of transitions allows, by SQL and through the collection', async () => {
  const { orderId } = await shop.order(await makeSaleProduct(payload));
  const { payments } = await readOrderRow(shop, await shop.paidOrder(await makeSaleProduct(payload)));
  const write = (statement: ReturnType<typeof sql>) => database(payload).execute(statement);
  await expect(write(sql`UPDATE orders SET status = 'REFUNDED' WHERE id = ${orderId}`)).rejects.toMatchObject({
    constraint: 'orders_status_move',
  });
  const paymentId = payments[0]?.paymentId as string;
  await expect(write(sql`UPDATE payments SET status = 'FAILED' WHERE id = ${paymentId}`)).rejects.toMatchObject({
    constraint: 'payments_status_move',
  });
  await expect(
    payload.update({ collection: 'orders', id: orderId, data: { status: 'REFUNDED' } }),
  ).rejects.toMatchObject({ code: 'invalid_state' });
  await expect(
    write(sql`INSERT INTO payments (id, order_id, status, amount) VALUES (uuidv7(), ${orderId}, 'PENDING', 0)`),
  ).rejects.toMatchObject({ constraint: 'payments_amounts' });
});
