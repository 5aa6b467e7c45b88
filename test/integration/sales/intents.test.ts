import { sql } from '@payloadcms/db-postgres';
import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { makeBuyer, makeProduct, type Placed, readOrder, startShop } from '../../support/sales.ts';

const shop = await startShop();
const { payload, call, stripe } = shop;
const product = await makeProduct(payload);

const ask = ({ orderId, total, token }: Placed, sent: { amount?: unknown; currency?: string; key?: string } = {}) =>
  call('POST', '/v1/payments/create-intent', {
    token,
    body: { orderId, amount: 'amount' in sent ? sent.amount : total, currency: sent.currency ?? 'GBP' },
    headers: sent.key ? { 'idempotency-key': sent.key } : {},
  });

const codeOf = ({ body }: { body: unknown }) => (body as { code?: string }).code;
const intentsOf = (orderId: string) =>
  [...stripe.state.intents.newestFirst()].filter((i) => i.metadata.orderId === orderId);

const paymentsOf = async (orderId: string) => {
  const { rows } = await database(payload).execute<{ status: string; claimed: boolean; intent: string | null }>(sql`
    SELECT status::text AS status, claimed_until IS NOT NULL AS claimed, stripe_payment_intent_id AS intent
    FROM payments WHERE order_id = ${orderId}`);
  return rows;
};

beforeEach(() => stripe.faults.clear());

describe('an intent', () => {
  test('carries amount, currency and ids, and its payment’s id was the idempotency key', async () => {
    const order = await shop.order(product);
    await shop.intent(order);
    const [intent] = intentsOf(order.orderId);
    const { payments } = await readOrder(shop, order);
    expect(intent).toMatchObject({
      amount: 149_999,
      currency: 'gbp',
      metadata: { orderId: order.orderId, userId: order.customerId, paymentId: payments[0]?.paymentId },
    });
    expect(payments).toMatchObject([{ status: 'PENDING', amount: 1499.99 }]);
  });

  test('fifty requests at once make one intent, and all get its secret', async () => {
    const order = await shop.order(product);
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(order)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => (body as { clientSecret: string }).clientSecret)).size).toBe(1);
    expect(intentsOf(order.orderId)).toHaveLength(1);
    expect(await paymentsOf(order.orderId)).toHaveLength(1);
  });

  test.each([
    ['a penny less', 1499.98, 422, 'amount_mismatch'],
    ['a penny more', 1500, 422, 'amount_mismatch'],
    ['a huge amount', 999_999.99, 422, 'amount_mismatch'],
    ['more than any card pays', 1e12, 400, 'validation_failed'],
    ['zero', 0, 400, 'validation_failed'],
    ['less than nothing', -1499.99, 400, 'validation_failed'],
    ['a fraction of a penny', 1499.991, 400, 'validation_failed'],
    ['pence instead of pounds', 149_999, 422, 'amount_mismatch'],
    ['a string', '1499.99', 400, 'validation_failed'],
    ['nothing', undefined, 400, 'validation_failed'],
  ])('is refused for %s', async (_, amount, status, code) => {
    const order = await shop.order(product);
    const answer = await ask(order, { amount });
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expect(intentsOf(order.orderId)).toEqual([]);
    expect(await paymentsOf(order.orderId)).toEqual([]);
  });

  test('is refused in another currency, for another’s order and for none', async () => {
    const order = await shop.order(product);
    expect(codeOf(await ask(order, { currency: 'USD' }))).toBe('validation_failed');
    const other = await makeBuyer(payload);
    expect((await ask({ ...order, token: other.token })).status).toBe(404);
    expect((await ask({ ...order, orderId: '0190b5a0-0000-7000-8000-00000000dead' })).status).toBe(404);
    expect(intentsOf(order.orderId)).toEqual([]);
  });

  test('is refused once the order is paid, or its time is over', async () => {
    const paid = await shop.paidOrder(product);
    const answer = await ask(paid);
    expect([answer.status, codeOf(answer)]).toEqual([409, 'invalid_state']);
    const late = await shop.order(product);
    await database(payload).execute(
      sql`UPDATE orders SET payment_due_at = now() - interval '1 second' WHERE id = ${late.orderId}`,
    );
    expect(codeOf(await ask(late))).toBe('invalid_state');
  });

  test('takes a new amount when what is due has changed', async () => {
    const order = await shop.order(product);
    const secret = await shop.intent(order);
    // To another one and back: each change is one of its own.
    for (const total of [120_000, 130_000, 120_000]) {
      await database(payload).execute(
        sql`UPDATE orders SET subtotal = ${total}, vat = 0, total = ${total} WHERE id = ${order.orderId}`,
      );
      expect(codeOf(await ask(order))).toBe('amount_mismatch');
      expect(await shop.intent({ ...order, total: total / 100 })).toBe(secret);
      expect(intentsOf(order.orderId)).toMatchObject([{ amount: total }]);
    }
  });

  test('that failed can be paid with another card: the secret stays', async () => {
    const order = await shop.order(product);
    const secret = await shop.intent(order);
    await stripe.pay(secret, '4000000000000002');
    await stripe.webhooks.idle();
    expect(await readOrder(shop, order)).toMatchObject({ status: 'PENDING', payments: [{ status: 'FAILED' }] });
    expect(await shop.intent(order)).toBe(secret);
    await stripe.pay(secret);
    await stripe.webhooks.idle();
    expect(await readOrder(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
  });
});

describe('while Stripe is in trouble', () => {
  test.each([
    ['a broken connection', { answer: 'broken' }],
    ['a 500', { answer: 500 }],
    ['a 429', { answer: 429 }],
  ] as const)('%s is 503, and nothing half done', async (_, fault) => {
    const order = await shop.order(product);
    stripe.faults.add({ operation: 'paymentIntents.create', times: 9, ...fault });
    const answer = await ask(order);
    expect([answer.status, codeOf(answer)]).toEqual([503, 'unavailable']);
    expect(answer.headers.get('retry-after')).toBeTruthy();
    expect(await paymentsOf(order.orderId)).toEqual([{ status: 'PENDING', claimed: false, intent: null }]);
    stripe.faults.clear();
    await shop.intent(order);
    expect(intentsOf(order.orderId)).toHaveLength(1);
  });

  test('an answer that was lost is not a second intent', async () => {
    const order = await shop.order(product);
    stripe.faults.add({ operation: 'paymentIntents.create', times: 9, execute: true, answer: 'broken' });
    expect((await ask(order)).status).toBe(503);
    expect(intentsOf(order.orderId)).toHaveLength(1);
    stripe.faults.clear();
    const secret = await shop.intent(order);
    expect(intentsOf(order.orderId)).toHaveLength(1);
    expect(secret).toContain(intentsOf(order.orderId)[0]?.id);
  });

  test('one lost connection is tried again with the same key', async () => {
    const order = await shop.order(product);
    stripe.faults.add({ operation: 'paymentIntents.create', execute: true, answer: 'broken' });
    await shop.intent(order);
    expect(intentsOf(order.orderId)).toHaveLength(1);
  });
});

describe('an Idempotency-Key', () => {
  test('replays the answer, and refuses another body', async () => {
    const order = await shop.order(product);
    const first = await ask(order, { key: 'once' });
    const again = await ask(order, { key: 'once' });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const second = await shop.order(product, 1, order);
    const other = await ask(second, { key: 'once' });
    expect([other.status, codeOf(other)]).toEqual([422, 'idempotency_key_reused']);
    expect(intentsOf(second.orderId)).toEqual([]);
  });

  test('replays from either store: Redis is in front, Postgres keeps it', async () => {
    const order = await shop.order(product);
    const key = `two-stores-${order.orderId}`;
    const first = await ask(order, { key });
    const copy = `idempotency:intent:${order.customerId}:${key}`;
    expect(await shop.redis.ttl(copy)).toBeGreaterThan(86_000);
    const kept = await shop.redis.getdel(copy);
    expect(await ask(order, { key })).toMatchObject({ status: 200, body: first.body });
    await shop.redis.set(copy, String(kept));
    await database(payload).execute(sql`DELETE FROM idempotency_keys WHERE key = ${key}`);
    const recalled = await ask(order, { key });
    expect(recalled.body).toEqual(first.body);
    expect(recalled.headers.get('idempotent-replayed')).toBe('true');
    expect(codeOf(await ask(order, { key, amount: 1 }))).toBe('idempotency_key_reused');
  });

  test('is another customer’s own', async () => {
    const [one, two] = [await shop.order(product), await shop.order(product)];
    await ask(one, { key: 'shared' });
    expect((await ask(two, { key: 'shared' })).status).toBe(200);
  });

  test('in flight is 409, and a refusal gives it back', async () => {
    const order = await shop.order(product);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      stripe.faults.add({
        operation: 'paymentIntents.create',
        answer: 'usual',
        before: () => {
          resolve();
          return held;
        },
      });
    });
    const first = ask(order, { key: 'slow' });
    await reached;
    const second = await ask(order, { key: 'slow' });
    expect([second.status, codeOf(second)]).toEqual([409, 'idempotency_conflict']);
    release();
    expect((await first).status).toBe(200);
    expect((await ask(order, { key: 'slow', amount: 1 })).status).toBe(422);
    expect(codeOf(await ask(order, { key: 'wrong', amount: 1 }))).toBe('amount_mismatch');
    expect((await ask(order, { key: 'wrong' })).status).toBe(200);
  });

  test('survives Stripe being away: the repeat goes through', async () => {
    const order = await shop.order(product);
    stripe.faults.add({ operation: 'paymentIntents.create', times: 2, answer: 503 });
    expect((await ask(order, { key: 'patient' })).status).toBe(503);
    stripe.faults.clear();
    expect((await ask(order, { key: 'patient' })).status).toBe(200);
  });
});
