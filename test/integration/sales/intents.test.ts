import { sql } from '@payloadcms/db-postgres';
import { beforeEach, describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { scaleLimit } from '../../../src/lib/http.ts';
import { makeBuyer, makeSaleProduct, type PlacedOrder, readOrderRow, startShop } from '../../support/sales.ts';

const shop = await startShop();
const { payload, call, stripe } = shop;
const product = await makeSaleProduct(payload);

const requestIntent = (
  { orderId, total, token }: PlacedOrder,
  sent: { amount?: unknown; currency?: string; key?: string } = {},
) =>
  call('POST', '/v1/payments/create-intent', {
    token,
    body: { orderId, amount: 'amount' in sent ? sent.amount : total, currency: sent.currency ?? 'GBP' },
    headers: sent.key ? { 'idempotency-key': sent.key } : {},
  });

const getCode = ({ body }: { body: unknown }) => (body as { code?: string }).code;
const getIntents = (orderId: string) =>
  [...stripe.state.intents.newestFirst()].filter((i) => i.metadata.orderId === orderId);

const readPayments = async (orderId: string) => {
  const { rows } = await database(payload).execute<{ status: string; claimed: boolean; intent: string | null }>(sql`
    SELECT status::text AS status, claimed_until IS NOT NULL AS claimed, stripe_payment_intent_id AS intent
    FROM payments WHERE order_id = ${orderId}`);
  return rows;
};

beforeEach(() => stripe.faults.clear());

describe('an intent', () => {
  test('has amount, currency and ids, and the payment’s id as idempotency key', async () => {
    const order = await shop.order(product);
    await shop.intent(order);
    const [intent] = getIntents(order.orderId);
    const { payments } = await readOrderRow(shop, order);
    expect(intent).toMatchObject({
      amount: 149_999,
      currency: 'gbp',
      description: expect.stringMatching(/^Order LW-\d+$/),
      metadata: { orderId: order.orderId, userId: order.customerId, paymentId: payments[0]?.paymentId },
    });
    expect(payments).toMatchObject([{ status: 'PENDING', amount: 1499.99 }]);
  });

  test('is created once by fifty concurrent requests, which all get its client secret', async () => {
    const order = await shop.order(product);
    const answers = await Promise.all(Array.from({ length: 50 }, () => requestIntent(order)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => (body as { clientSecret: string }).clientSecret)).size).toBe(1);
    expect(getIntents(order.orderId)).toHaveLength(1);
    expect(await readPayments(order.orderId)).toHaveLength(1);
  });

  test.each([
    ['a penny less', 1499.98, 422, 'amount_mismatch'],
    ['a penny more', 1500, 422, 'amount_mismatch'],
    ['a huge amount', 999_999.99, 422, 'amount_mismatch'],
    ['more than the maximum of a card payment', 1e12, 400, 'validation_failed'],
    ['zero', 0, 400, 'validation_failed'],
    ['a negative amount', -1499.99, 400, 'validation_failed'],
    ['a fraction of a penny', 1499.991, 400, 'validation_failed'],
    ['pence instead of pounds', 149_999, 422, 'amount_mismatch'],
    ['a string', '1499.99', 400, 'validation_failed'],
    ['nothing', undefined, 400, 'validation_failed'],
  ])('is refused for %s', async (_, amount, status, code) => {
    const order = await shop.order(product);
    const answer = await requestIntent(order, { amount });
    expect([answer.status, getCode(answer)]).toEqual([status, code]);
    expect(getIntents(order.orderId)).toEqual([]);
    expect(await readPayments(order.orderId)).toEqual([]);
  });

  test('is refused in another currency, for another customer’s order and for an unknown one', async () => {
    const order = await shop.order(product);
    expect(getCode(await requestIntent(order, { currency: 'USD' }))).toBe('validation_failed');
    const other = await makeBuyer(payload);
    expect((await requestIntent({ ...order, token: other.token })).status).toBe(404);
    expect((await requestIntent({ ...order, orderId: '0190b5a0-0000-7000-8000-00000000dead' })).status).toBe(404);
    expect(getIntents(order.orderId)).toEqual([]);
  });

  test('is refused if the order is paid or its payment deadline has passed', async () => {
    const paid = await shop.paidOrder(product);
    const answer = await requestIntent(paid);
    expect([answer.status, getCode(answer)]).toEqual([409, 'invalid_state']);
    const late = await shop.order(product);
    await database(payload).execute(
      sql`UPDATE orders SET payment_due_at = now() - interval '1 second' WHERE id = ${late.orderId}`,
    );
    expect(getCode(await requestIntent(late))).toBe('invalid_state');
  });

  test('gets a new amount when the amount due has changed', async () => {
    const order = await shop.order(product);
    const secret = await shop.intent(order);
    // Change the amount three times. The last amount equals the first one, but Stripe must receive it again.
    for (const total of [120_000, 130_000, 120_000]) {
      await database(payload).execute(
        sql`UPDATE orders SET subtotal = ${total}, vat = 0, total = ${total} WHERE id = ${order.orderId}`,
      );
      expect(getCode(await requestIntent(order))).toBe('amount_mismatch');
      expect(await shop.intent({ ...order, total: total / 100 })).toBe(secret);
      expect(getIntents(order.orderId)).toMatchObject([{ amount: total }]);
    }
  });

  test('that failed can be paid with another card and the same client secret', async () => {
    const order = await shop.order(product);
    const secret = await shop.intent(order);
    await stripe.pay(secret, '4000000000000002');
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'PENDING', payments: [{ status: 'FAILED' }] });
    expect(await shop.intent(order)).toBe(secret);
    await stripe.pay(secret);
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
  });
});

describe('when Stripe fails', () => {
  test.each([
    ['a broken connection', { answer: 'broken' }],
    ['a 500', { answer: 500 }],
    ['a 429', { answer: 429 }],
  ] as const)('a request gets 503 after %s, and leaves no partial state', async (_, fault) => {
    const order = await shop.order(product);
    stripe.faults.add({ operation: 'paymentIntents.create', times: 9, ...fault });
    const answer = await requestIntent(order);
    expect([answer.status, getCode(answer)]).toEqual([503, 'unavailable']);
    expect(answer.headers.get('retry-after')).toBeTruthy();
    expect(await readPayments(order.orderId)).toEqual([{ status: 'PENDING', claimed: false, intent: null }]);
    stripe.faults.clear();
    await shop.intent(order);
    expect(getIntents(order.orderId)).toHaveLength(1);
  });

  test('a lost response does not lead to a second intent', async () => {
    const order = await shop.order(product);
    stripe.faults.add({ operation: 'paymentIntents.create', times: 9, execute: true, answer: 'broken' });
    expect((await requestIntent(order)).status).toBe(503);
    expect(getIntents(order.orderId)).toHaveLength(1);
    stripe.faults.clear();
    const secret = await shop.intent(order);
    expect(getIntents(order.orderId)).toHaveLength(1);
    expect(secret).toContain(getIntents(order.orderId)[0]?.id);
  });

  test('an order can be paid although another release has used its key with other parameters', async () => {
    const order = await shop.order(product);
    stripe.faults.add({ operation: 'paymentIntents.create', times: 9, answer: 'broken' });
    expect((await requestIntent(order)).status).toBe(503);
    stripe.faults.clear();
    const { payments } = await readOrderRow(shop, order);
    const lost = await stripe.stripe.paymentIntents.create(
      { amount: 149_999, currency: 'gbp', description: 'What an earlier release called it' },
      { idempotencyKey: String(payments[0]?.paymentId) },
    );
    const secrets = await Promise.all([shop.intent(order), shop.intent(order)]);
    expect(new Set([...secrets, await shop.intent(order)]).size).toBe(1);
    expect(getIntents(order.orderId)).toMatchObject([{ description: expect.stringMatching(/^Order LW-/) }]);
    await stripe.pay(secrets[0]);
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
    expect(stripe.state.intents.get(lost.id)?.status).toBe('requires_payment_method');
  });

  test('only one intent can be paid when an old and a new release request it with different parameters', async () => {
    const order = await shop.order(product);
    const held = stripe.faults.hold('paymentIntents.create', 'after');
    const slow = requestIntent(order);
    await held.reached;
    const [own] = getIntents(order.orderId);
    const other = await stripe.stripe.paymentIntents.create({ amount: 149_999, currency: 'gbp' });
    await database(payload).execute(sql`
      UPDATE payments SET stripe_payment_intent_id = ${other.id}, client_secret = ${other.client_secret}
      WHERE order_id = ${order.orderId}`);
    held.release();
    const answer = await slow;
    expect([answer.status, getCode(answer)]).toEqual([503, 'unavailable']);
    expect(stripe.state.intents.get(String(own?.id))?.status).toBe('canceled');
    expect(await shop.intent(order)).toBe(other.client_secret);
  });

  test('one lost connection is retried with the same key', async () => {
    const order = await shop.order(product);
    stripe.faults.add({ operation: 'paymentIntents.create', execute: true, answer: 'broken' });
    await shop.intent(order);
    expect(getIntents(order.orderId)).toHaveLength(1);
  });
});

describe('an Idempotency-Key', () => {
  test('repeats the first response, and refuses another body', async () => {
    const order = await shop.order(product);
    const first = await requestIntent(order, { key: 'once' });
    const repeat = await requestIntent(order, { key: 'once' });
    expect(repeat.body).toEqual(first.body);
    expect(repeat.headers.get('idempotent-replayed')).toBe('true');
    const second = await shop.order(product, 1, order);
    const other = await requestIntent(second, { key: 'once' });
    expect([other.status, getCode(other)]).toEqual([422, 'idempotency_key_reused']);
    expect(getIntents(second.orderId)).toEqual([]);
  });

  test('repeats the first response from Redis or from Postgres', async () => {
    const order = await shop.order(product);
    const key = `two-stores-${order.orderId}`;
    const first = await requestIntent(order, { key });
    const copy = `idempotency:intent:${order.customerId}:${key}`;
    expect(await shop.redis.ttl(copy)).toBeGreaterThan(86_000);
    const kept = await shop.redis.getdel(copy);
    expect(await requestIntent(order, { key })).toMatchObject({ status: 200, body: first.body });
    await shop.redis.set(copy, String(kept));
    await database(payload).execute(sql`DELETE FROM idempotency_keys WHERE key = ${key}`);
    const recalled = await requestIntent(order, { key });
    expect(recalled.body).toEqual(first.body);
    expect(recalled.headers.get('idempotent-replayed')).toBe('true');
    expect(getCode(await requestIntent(order, { key, amount: 1 }))).toBe('idempotency_key_reused');
  });

  test('is refused when fifty keys of the customer are stored; stored keys and requests without a key still work', async () => {
    const order = await shop.order(product);
    await requestIntent(order, { key: 'known' });
    const others = scaleLimit(payload, 50) - 1;
    await database(payload).execute(sql`
      INSERT INTO idempotency_keys (scope, key, fingerprint, status, body)
      SELECT ${`intent:${order.customerId}`}, 'other-' || n, '', 200, '{}' FROM generate_series(1, ${others}::int) AS n`);
    const refused = await requestIntent(order, { key: 'new' });
    expect([refused.status, getCode(refused)]).toEqual([409, 'limit_reached']);
    expect(await shop.redis.exists(`idempotency:intent:${order.customerId}:new`)).toBe(0);
    expect((await requestIntent(order, { key: 'known' })).headers.get('idempotent-replayed')).toBe('true');
    await shop.redis.del(`idempotency:intent:${order.customerId}:known`);
    expect((await requestIntent(order, { key: 'known' })).headers.get('idempotent-replayed')).toBe('true');
    expect((await requestIntent(order)).status).toBe(200);
  });

  test('is accepted in only one of several concurrent requests if only one more key can be stored for the customer', async () => {
    const order = await shop.order(product);
    await database(payload).execute(sql`
      INSERT INTO idempotency_keys (scope, key, fingerprint, status, body)
      SELECT ${`intent:${order.customerId}`}, 'other-' || n, '', 200, '{}'
      FROM generate_series(1, ${scaleLimit(payload, 50) - 1}::int) AS n`);
    const replies = await Promise.all(
      Array.from({ length: 6 }, (_, index) => requestIntent(order, { key: `new-${index}` })),
    );
    expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409, 409]);
  });

  test('applies to each customer separately', async () => {
    const [one, two] = [await shop.order(product), await shop.order(product)];
    await requestIntent(one, { key: 'shared' });
    expect((await requestIntent(two, { key: 'shared' })).status).toBe(200);
  });

  test('of a running request gets 409, and can be used again after a refusal', async () => {
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
    const first = requestIntent(order, { key: 'slow' });
    await reached;
    const second = await requestIntent(order, { key: 'slow' });
    expect([second.status, getCode(second)]).toEqual([409, 'idempotency_conflict']);
    release();
    expect((await first).status).toBe(200);
    expect((await requestIntent(order, { key: 'slow', amount: 1 })).status).toBe(422);
    expect(getCode(await requestIntent(order, { key: 'wrong', amount: 1 }))).toBe('amount_mismatch');
    expect((await requestIntent(order, { key: 'wrong' })).status).toBe(200);
  });

  test('can be used again after Stripe could not be reached', async () => {
    const order = await shop.order(product);
    stripe.faults.add({ operation: 'paymentIntents.create', times: 2, answer: 503 });
    expect((await requestIntent(order, { key: 'patient' })).status).toBe(503);
    stripe.faults.clear();
    expect((await requestIntent(order, { key: 'patient' })).status).toBe(200);
  });
});
