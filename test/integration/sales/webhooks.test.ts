import { sql } from '@payloadcms/db-postgres';
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import {
  countTableRows,
  isGapless,
  makeSaleProduct,
  type PlacedOrder,
  readEvents,
  readInvoices,
  readOrderRow,
  startShop,
} from '../../support/sales.ts';
import { WEBHOOK_SECRET } from '../../support/stripe.ts';

const OLD_SECRET = 'whsec_the_one_before';
const shop = await startShop({ STRIPE_WEBHOOK_SECRET: `${WEBHOOK_SECRET},${OLD_SECRET}` });
const { payload, base, stripe } = shop;
const product = await makeSaleProduct(payload, { stock: 100_000 });

const PATH = '/v1/webhooks/stripe';
const now = () => Math.floor(Date.now() / 1000);

const sign = (body: string, { secret = WEBHOOK_SECRET, timestamp = now() } = {}) =>
  stripe.stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });

const post = async (body: string, signature?: string, path = PATH) => {
  const headers = { 'content-type': 'application/json', ...(signature ? { 'stripe-signature': signature } : {}) };
  const response = await fetch(`${base}${path}`, { method: 'POST', body, headers });
  const answer = (await response.json()) as { code?: string; received?: boolean };
  return { status: response.status, ...answer };
};

const send = (event: object) => {
  const body = JSON.stringify(event);
  return post(body, sign(body));
};

let number = 0;
const createEvent = (type: string, object: object, fields: object = {}) => {
  number += 1;
  return { id: `evt_test_${number}`, object: 'event', type, created: now(), data: { object }, ...fields };
};

const stored = async (id: string) => {
  const { rows } = await database(payload).execute<{ outcome: string; payment: string | null }>(
    sql`SELECT outcome, payment_id AS payment FROM stripe_events WHERE id = ${id}`,
  );
  return rows[0];
};

/** Pays an order while Stripe holds its webhooks back. @returns the intent */
const payWithHeldWebhooks = async (order: PlacedOrder, card?: string) => {
  const secret = await shop.intent(order);
  stripe.webhooks.pause();
  await stripe.pay(secret, card);
  return stripe.state.intents.get(secret.split('_secret_')[0] as string) as Stripe.PaymentIntent;
};

describe('a signature', () => {
  const body = JSON.stringify(createEvent('customer.created', { id: 'cus_1' }));

  test.each([
    ['missing', undefined],
    ['empty', ''],
    ['nonsense', 'nonsense'],
    ['of another secret', sign(body, { secret: 'whsec_other' })],
    ['of another body', sign(`${body} `)],
    ['five minutes and a second old', sign(body, { timestamp: now() - 301 })],
  ])('that is %s is refused', async (_, signature) => {
    expect(await post(body, signature)).toMatchObject({ status: 400, code: 'invalid_signature' });
  });

  test('covers the exact bytes, so that the same JSON in another format is refused', async () => {
    const spaced = JSON.stringify(JSON.parse(body), null, 2);
    expect(await post(spaced, sign(body))).toMatchObject({ status: 400, code: 'invalid_signature' });
    expect(await post(spaced, sign(spaced))).toEqual({ status: 200, received: true });
  });

  test('with either secret is valid for nearly five minutes, at both mounts', async () => {
    for (const options of [{}, { secret: OLD_SECRET }, { timestamp: now() - 290 }]) {
      expect(await post(body, sign(body, options))).toEqual({ status: 200, received: true });
    }
    expect(await post(body, sign(body), `/api${PATH}`)).toEqual({ status: 200, received: true });
    expect(await post(body, 'nonsense', `/api${PATH}`)).toMatchObject({ status: 400 });
  });

  test('does not make the site accept JSON that is not a Stripe event', async () => {
    const odd = [{ created: undefined }, { created: 1e300 }, { id: 'evt_\0' }, { type: 7 }, { data: { object: [] } }];
    for (const fields of odd) {
      expect(await send(createEvent('charge.refunded', {}, fields))).toMatchObject({
        status: 400,
        code: 'malformed_json',
      });
    }
    for (const nothing of ['', '{', 'null', '[]', '{"id":1}', '{"id":"evt_1","type":"x"}']) {
      expect((await post(nothing, sign(nothing))).status, nothing).toBe(400);
    }
  });

  test('is not checked when the body is too large', async () => {
    const response = await fetch(`${base}${PATH}`, { method: 'POST', body: 'x'.repeat(1_048_577) });
    expect(response.status).toBe(413);
  });
});

describe('an event', () => {
  test('of an unknown type is stored and gets 200', async () => {
    const event = createEvent('customer.created', { id: 'cus_1' });
    expect(await send(event)).toEqual({ status: 200, received: true });
    expect(await stored(event.id)).toEqual({ outcome: 'ignored', payment: null });
  });

  test.each([
    'v1.billing.meter.no_meter_found',
    'v2.core.account.updated',
    'v2.core.account[configuration.customer].updated',
    'v2.core.account[configuration.customer].capability_status_updated',
    'v2.core.account_person.created',
    'v2.core.event_destination.ping',
  ])('of the v2 API, which the site does not support, is stored and gets 200: %s', async (type) => {
    const id = `evt_thin_${type.replace(/\W/g, '_')}`;
    const thin = { id, object: 'v2.core.event', type, created: '2026-11-01T10:00:00.000Z' };
    expect(await send(thin)).toEqual({ status: 200, received: true });
    expect(await stored(id)).toEqual({ outcome: 'ignored', payment: null });
    expect(await post(JSON.stringify(thin), 'nonsense')).toMatchObject({ status: 400, code: 'invalid_signature' });
    for (const wrong of [{ created: 'yesterday' }, { type: '' }, { type: 'v2\0' }, { type: 'x'.repeat(256) }])
      expect(await send({ ...thin, id: `${id}_2`, ...wrong })).toMatchObject({ status: 400, code: 'malformed_json' });
  });

  test('about an unknown object, or of another installation, changes nothing', async () => {
    const order = await shop.order(product);
    const intent = await payWithHeldWebhooks(order);
    stripe.webhooks.drop(stripe.webhooks.waiting()[0]?.id ?? '');
    const unknown = createEvent('payment_intent.succeeded', { ...intent, id: 'pi_unknown', metadata: {} });
    const foreign = createEvent('payment_intent.succeeded', {
      ...intent,
      metadata: { ...intent.metadata, installation: '0190b5a0-0000-7000-8000-00000000dead' },
    });
    for (const event of [unknown, foreign]) {
      expect(await send(event)).toEqual({ status: 200, received: true });
      expect(await stored(event.id)).toMatchObject({ outcome: 'ignored' });
    }
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'PENDING', invoice: null });
    stripe.webhooks.resume();
    await stripe.webhooks.idle();
  });

  test('delivered fifty times concurrently counts once', async () => {
    const order = await shop.order(product);
    const event = createEvent('payment_intent.succeeded', await payWithHeldWebhooks(order));
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(event)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    stripe.webhooks.resume();
    await stripe.webhooks.idle();
    expect(await countTableRows(payload, order.orderId, 'payment.succeeded')).toBe(1);
    expect(await readInvoices(payload, order.orderId)).toHaveLength(1);
  });

  test('of success that arrives under two ids counts once', async () => {
    const order = await shop.order(product);
    const intent = await payWithHeldWebhooks(order);
    const events = [createEvent('payment_intent.succeeded', intent), createEvent('payment_intent.succeeded', intent)];
    await Promise.all(events.map(send));
    expect(await countTableRows(payload, order.orderId, 'payment.succeeded')).toBe(1);
    const outcomes = await Promise.all(events.map(async ({ id }) => (await stored(id))?.outcome));
    expect(outcomes.sort()).toEqual(['applied', 'nothing_new']);
    stripe.webhooks.resume();
    await stripe.webhooks.idle();
  });

  test('that arrives before the response of create-intent finds the payment by its metadata', async () => {
    const order = await shop.order(product);
    let release = () => {};
    const answered = new Promise<void>((resolve) => {
      release = resolve;
    });
    const made = new Promise<void>((resolve) => {
      stripe.faults.add({
        operation: 'paymentIntents.create',
        answer: 'usual',
        execute: true,
        after: () => {
          resolve();
          return answered;
        },
      });
    });
    const asking = shop.intent(order);
    await made;
    const [intent] = [...stripe.state.intents.newestFirst()];
    const paid = { ...intent, status: 'succeeded', amount_received: intent?.amount };
    expect(await send(createEvent('payment_intent.succeeded', paid))).toMatchObject({ status: 200 });
    release();
    await asking;
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
    expect(await readInvoices(payload, order.orderId)).toHaveLength(1);
  });

  test('of failure that arrives late does not reverse a success', async () => {
    const order = await shop.order(product);
    const failed = await payWithHeldWebhooks(order, '4000000000000002');
    const secret = await shop.intent(order);
    await stripe.pay(secret);
    stripe.webhooks.resume('reversed');
    await stripe.webhooks.idle();
    expect(failed.status).toBe('requires_payment_method');
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
    expect(await countTableRows(payload, order.orderId, 'payment.failed')).toBe(0);
  });

  test('of failure notifies the customer once, with the bank’s reason', async () => {
    const order = await shop.order(product);
    await payWithHeldWebhooks(order, '4000000000009995');
    stripe.webhooks.resume();
    await stripe.webhooks.idle();
    const { payments } = await readOrderRow(shop, order);
    expect(payments).toMatchObject([{ status: 'FAILED', failureCode: 'card_declined' }]);
    const events = await readEvents(payload, order.orderId);
    expect(events.at(-1)).toEqual({
      topic: 'payment.failed',
      payload: {
        paymentId: payments[0]?.paymentId,
        orderId: order.orderId,
        userId: order.customerId,
        failureCode: 'card_declined',
        failureMessage: expect.stringContaining('insufficient funds'),
      },
    });
  });

  test('of an older attempt is ignored while a newer attempt is processing', async () => {
    const order = await shop.order(product);
    const intent = await payWithHeldWebhooks(order, '4000000000000002');
    const processing = { ...intent, status: 'processing', last_payment_error: null };
    await send(createEvent('payment_intent.processing', processing, { created: now() + 10 }));
    await send(createEvent('payment_intent.payment_failed', intent));
    expect(await readOrderRow(shop, order)).toMatchObject({ payments: [{ status: 'PROCESSING' }] });
    await send(createEvent('payment_intent.payment_failed', intent, { created: now() + 20 }));
    expect(await readOrderRow(shop, order)).toMatchObject({ payments: [{ status: 'FAILED' }] });
    stripe.webhooks.resume();
    await stripe.webhooks.idle();
  });

  test('of an older failed attempt is announced exactly once, even if it arrives after the event of a newer attempt', async () => {
    const order = await shop.order(product);
    const intent = await payWithHeldWebhooks(order, '4000000000000002');
    const older = { ...intent, last_payment_error: { ...intent.last_payment_error, charge: `ch_older_${intent.id}` } };
    await send(createEvent('payment_intent.payment_failed', intent, { created: now() + 10 }));
    const late = createEvent('payment_intent.payment_failed', older);
    await send(late);
    await send(createEvent('payment_intent.payment_failed', older));
    expect(await countTableRows(payload, order.orderId, 'payment.failed')).toBe(2);
    expect(await readOrderRow(shop, order)).toMatchObject({ payments: [{ status: 'FAILED' }] });
    stripe.webhooks.resume();
    await stripe.webhooks.idle();
    expect(await countTableRows(payload, order.orderId, 'payment.failed')).toBe(2);
  });

  test('with an amount other than the amount due confirms nothing, and needs attention by staff', async () => {
    const order = await shop.order(product);
    const intent = await payWithHeldWebhooks(order);
    const event = createEvent('payment_intent.succeeded', { ...intent, amount_received: 1 });
    expect(await send(event)).toMatchObject({ status: 200 });
    expect(await stored(event.id)).toMatchObject({ outcome: 'needs_attention' });
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'PENDING', invoice: null });
    stripe.webhooks.resume();
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED' });
  });

  test('whose processing fails midway stores nothing, and is delivered again', async () => {
    const order = await shop.order(product);
    const event = createEvent('payment_intent.succeeded', await payWithHeldWebhooks(order));
    const number = async () => (await readInvoices(payload)).filter(({ kind }) => kind === 'INVOICE').length;
    const before = await number();
    await database(payload).execute(sql`ALTER TABLE invoices ADD CONSTRAINT broken CHECK (false) NOT VALID`);
    expect((await send(event)).status).toBe(500);
    expect(await stored(event.id)).toBeUndefined();
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'PENDING', payments: [{ status: 'PENDING' }] });
    await database(payload).execute(sql`ALTER TABLE invoices DROP CONSTRAINT broken`);
    expect((await send(event)).status).toBe(200);
    expect(await number()).toBe(before + 1);
    stripe.webhooks.resume();
    await stripe.webhooks.idle();
  });

  test('of success, for many orders concurrently, creates invoices with numbers without gaps', async () => {
    const orders = await Promise.all(Array.from({ length: 40 }, () => shop.order(product)));
    const secrets = await Promise.all(orders.map((order) => shop.intent(order)));
    stripe.webhooks.pause();
    await Promise.all(secrets.map((secret) => stripe.pay(secret)));
    await Promise.all(stripe.webhooks.waiting().map((event) => send(event)));
    stripe.webhooks.resume('shuffled');
    await stripe.webhooks.idle();
    const issued = await readInvoices(payload);
    expect(isGapless(issued, 'INVOICE')).toBe(true);
    for (const { orderId } of orders) expect(await readInvoices(payload, orderId)).toHaveLength(1);
  });
});
