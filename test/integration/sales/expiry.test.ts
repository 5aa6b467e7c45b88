import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { expireOrders } from '../../../src/services/sales/expire-orders.ts';
import { reconcilePayments } from '../../../src/services/sales/reconcile-payments.ts';
import { staffTokens } from '../../support/gateway.ts';
import {
  countOf,
  issuedFor,
  makeBuyer,
  makeProduct,
  type Placed,
  readOrder,
  startShop,
  stockOf,
} from '../../support/sales.ts';

const shop = await startShop();
const { payload, call, stripe } = shop;

const overdue = ({ orderId }: Placed) =>
  database(payload).execute(sql`UPDATE orders SET payment_due_at = now() - interval '1 second' WHERE id = ${orderId}`);

const codeOf = ({ body }: { body: unknown }) => (body as { code?: string }).code;

describe('stock', () => {
  test('is reserved by an order, and the last piece is sold once', async () => {
    const product = await makeProduct(payload, { stock: 3 });
    const buyers = await Promise.all(Array.from({ length: 10 }, () => makeBuyer(payload)));
    const answers = await Promise.all(
      buyers.map(({ token }) =>
        call('POST', '/v1/orders', { token, body: { items: [{ productId: product, quantity: 1 }] } }),
      ),
    );
    const outcomes = answers.map((answer) => codeOf(answer) ?? answer.status).sort();
    expect(outcomes).toEqual([201, 201, 201, ...Array(7).fill('out_of_stock')]);
    expect(await stockOf(payload, product)).toBe(0);
  });

  test('that goes out or comes back shows on the website and is announced; any other sale is not', async () => {
    const product = await makeProduct(payload, { stock: 2 });
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

  test('is all or nothing, and orders of the same products in any order do not block each other', async () => {
    const [one, two, three] = [
      await makeProduct(payload),
      await makeProduct(payload),
      await makeProduct(payload, { stock: 0 }),
    ];
    const { token } = await makeBuyer(payload);
    const order = (ids: (string | undefined)[]) =>
      call('POST', '/v1/orders', { token, body: { items: ids.map((productId) => ({ productId, quantity: 1 })) } });
    expect(codeOf(await order([one, three]))).toBe('out_of_stock');
    expect(await stockOf(payload, one)).toBe(1000);
    const crossing = Array.from({ length: 16 }, (_, i) => order(i % 2 ? [one, two] : [two, one]));
    expect((await Promise.all(crossing)).map(({ status }) => status)).toEqual(Array(16).fill(201));
    expect([await stockOf(payload, one), await stockOf(payload, two)]).toEqual([984, 984]);
  });

  test('is not there for products that are unknown, drafts or in the bin', async () => {
    const draft = await makeProduct(payload);
    await payload.update({ collection: 'products', id: draft, data: { _status: 'draft' } });
    const gone = await makeProduct(payload);
    await payload.update({ collection: 'products', id: gone, data: { deletedAt: new Date().toISOString() } });
    const { token } = await makeBuyer(payload);
    for (const productId of [draft, gone, '0190b5a0-0000-7000-8000-00000000dead']) {
      const answer = await call('POST', '/v1/orders', { token, body: { items: [{ productId, quantity: 1 }] } });
      expect([answer.status, codeOf(answer)]).toEqual([422, 'product_unavailable']);
    }
  });

  test('is found under ids in any case of letters, which name one product', async () => {
    const product = await makeProduct(payload, { stock: 5 });
    const { token } = await makeBuyer(payload);
    const items = [product.toUpperCase(), product].map((productId) => ({ productId, quantity: 2 }));
    const answer = await call('POST', '/v1/orders', { token, body: { items } });
    expect(answer).toMatchObject({ status: 201, body: { items: [{ productId: product, quantity: 4 }] } });
    expect(await stockOf(payload, product)).toBe(1);
  });

  test('an Idempotency-Key makes one order of two requests', async () => {
    const product = await makeProduct(payload, { stock: 5 });
    const { token } = await makeBuyer(payload);
    const sent = { token, body: { items: [{ productId: product, quantity: 2 }] }, headers: { 'idempotency-key': 'k' } };
    const [first, again] = [await call('POST', '/v1/orders', sent), await call('POST', '/v1/orders', sent)];
    expect(again.body).toEqual(first.body);
    expect(await stockOf(payload, product)).toBe(3);
  });

  test.each([
    ['nothing', [], 400],
    ['no quantity', [{ quantity: 0 }], 400],
    ['a fraction', [{ quantity: 1.5 }], 400],
    ['less than nothing', [{ quantity: -1 }], 400],
    ['a thousand', [{ quantity: 1000 }], 400],
    ['more than a card pays', [{ quantity: 700 }], 400],
    ['a forged price', [{ quantity: 1, unitPrice: 0.01 }], 400],
  ])('an order of %s is refused', async (_, items, status) => {
    const product = await makeProduct(payload);
    const { token } = await makeBuyer(payload);
    const body = { items: items.map((item) => ({ productId: product, ...item })) };
    expect((await call('POST', '/v1/orders', { token, body })).status).toBe(status);
    expect(await stockOf(payload, product)).toBe(1000);
  });
});

describe('an order whose time to pay is over', () => {
  test('is cancelled with its intent, and its stock is free again', async () => {
    const product = await makeProduct(payload, { stock: 5 });
    const [begun, never] = [await shop.order(product, 2), await shop.order(product, 3)];
    const secret = await shop.intent(begun);
    await overdue(begun);
    await overdue(never);
    await Promise.all([expireOrders(payload), expireOrders(payload)]);
    expect(await readOrder(shop, begun)).toMatchObject({ status: 'CANCELLED', payments: [{ status: 'CANCELLED' }] });
    expect(await readOrder(shop, never)).toMatchObject({ status: 'CANCELLED', payments: [] });
    expect(await stockOf(payload, product)).toBe(5);
    expect((await stripe.pay(secret)).status).toBe(400);
    await stripe.webhooks.idle();
    expect(await readOrder(shop, begun)).toMatchObject({ status: 'CANCELLED' });
  });

  test('but was paid in the last moment is confirmed, not cancelled', async () => {
    const product = await makeProduct(payload, { stock: 5 });
    const order = await shop.order(product);
    const secret = await shop.intent(order);
    stripe.webhooks.pause();
    await stripe.pay(secret);
    await overdue(order);
    expect(await expireOrders(payload)).toBe(0);
    expect(await readOrder(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
    stripe.webhooks.resume();
    await stripe.webhooks.idle();
    expect(await countOf(payload, order.orderId, 'payment.succeeded')).toBe(1);
    expect(await stockOf(payload, product)).toBe(4);
  });

  test('stays while Stripe cannot be asked, and goes when it can', async () => {
    const product = await makeProduct(payload, { stock: 5 });
    const order = await shop.order(product);
    await shop.intent(order);
    await overdue(order);
    stripe.faults.add({ operation: 'paymentIntents.cancel', times: 9, answer: 503 });
    await expect(expireOrders(payload)).rejects.toThrow('not cancelled');
    expect(await readOrder(shop, order)).toMatchObject({ status: 'PENDING' });
    stripe.faults.clear();
    expect(await expireOrders(payload)).toBe(1);
    expect(await stockOf(payload, product)).toBe(5);
  });
});

describe('reconciliation', () => {
  test('heals a payment whose webhook was lost', async () => {
    const order = await shop.order(await makeProduct(payload));
    const secret = await shop.intent(order);
    stripe.webhooks.rules.add({ type: '*', times: 10, drop: true });
    await stripe.pay(secret);
    await stripe.webhooks.idle();
    stripe.webhooks.rules.clear();
    expect(await readOrder(shop, order)).toMatchObject({ status: 'PENDING' });
    await Promise.all([reconcilePayments(payload, 0), reconcilePayments(payload, 0)]);
    expect(await readOrder(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
    expect(await issuedFor(payload, order.orderId)).toHaveLength(1);
    expect(await countOf(payload, order.orderId, 'payment.succeeded')).toBe(1);
  });

  test('heals a refund of which nothing came back', async () => {
    const { sales } = await staffTokens(payload);
    const order = await shop.paidOrder(await makeProduct(payload));
    stripe.webhooks.rules.add({ type: '*', times: 10, drop: true });
    stripe.faults.add({ operation: 'refunds.create', times: 9, execute: true, answer: 'broken' });
    const body = { amount: 10, reason: 'duplicate' };
    expect((await call('POST', `/v1/orders/${order.orderId}/refunds`, { token: sales, body })).status).toBe(503);
    stripe.faults.clear();
    await stripe.webhooks.idle();
    stripe.webhooks.rules.clear();
    expect(await readOrder(shop, order)).toMatchObject({ status: 'CONFIRMED' });
    await reconcilePayments(payload, 0);
    expect(await readOrder(shop, order)).toMatchObject({ status: 'PARTIALLY_REFUNDED', creditNotes: [{ total: 10 }] });
  });
});

test('a status goes only where the table of moves lets it, by SQL and by the collection alike', async () => {
  const { orderId } = await shop.order(await makeProduct(payload));
  const { payments } = await readOrder(shop, await shop.paidOrder(await makeProduct(payload)));
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
