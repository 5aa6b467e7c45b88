import { sql } from '@payloadcms/db-postgres';
import type Stripe from 'stripe';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { domainOf } from '../../../src/domain.ts';
import { catchUpWebhooks } from '../../../src/services/sales/catch-up-webhooks.ts';
import { countOf, issuedFor, makeProduct, readOrder, startShop } from '../../support/sales.ts';
import { until } from '../../support/until.ts';
import { withQueues, workerOf } from '../events/support.ts';

const shop = await startShop();
const { payload, redis, stripe } = shop;
const product = await makeProduct(payload);

/** Whatever waits is never sent. @returns what it was */
function lose(): readonly Stripe.Event[] {
  const waiting = [...stripe.webhooks.waiting()];
  for (const { id } of waiting) stripe.webhooks.drop(id);
  return waiting;
}

const chargeOf = (intentId: string) => stripe.state.intents.get(intentId)?.latest_charge as string;
const stored = async (type: string) => {
  const { rows } = await database(payload).execute<{ outcome: string }>(
    sql`SELECT outcome FROM stripe_events WHERE type = ${type}`,
  );
  return rows.map(({ outcome }) => outcome);
};

afterEach(() => {
  stripe.faults.clear();
  stripe.webhooks.resume();
});

describe('webhooks that never came', () => {
  test('of a refund and a dispute made at Stripe are made good, once, also when they come after all', async () => {
    const [refunded, disputed] = [await shop.paidOrder(product), await shop.paidOrder(product)];
    stripe.webhooks.pause();
    await stripe.stripe.refunds.create({ payment_intent: refunded.intentId });
    stripe.controls.closeDispute(stripe.controls.dispute(chargeOf(disputed.intentId)).id, 'lost');
    const lost = lose();
    expect(lost.length).toBeGreaterThanOrEqual(3);

    expect(await catchUpWebhooks(payload)).toBeGreaterThanOrEqual(3);
    expect(await readOrder(shop, refunded)).toMatchObject({ status: 'REFUNDED', creditNotes: [{ total: 1499.99 }] });
    expect(await countOf(payload, refunded.orderId, 'payment.refunded')).toBe(1);
    expect(await countOf(payload, disputed.orderId, 'payment.disputed')).toBe(1);
    const issued = await issuedFor(payload);

    expect(await catchUpWebhooks(payload)).toBe(0);
    for (const { id } of lost) await stripe.webhooks.deliver(id);
    expect(await issuedFor(payload)).toEqual(issued);
    expect(await countOf(payload, disputed.orderId, 'payment.disputed')).toBe(1);
  });

  test('are taken in once by two workers at once and the webhook itself', async () => {
    const order = await shop.paidOrder(product);
    stripe.webhooks.pause();
    await stripe.stripe.refunds.create({ payment_intent: order.intentId, amount: 100_00 });
    const waiting = stripe.webhooks.waiting().map(({ id }) => id);
    await Promise.all([
      catchUpWebhooks(payload),
      catchUpWebhooks(payload),
      ...waiting.map((id) => stripe.webhooks.deliver(id)),
    ]);
    expect(await readOrder(shop, order)).toMatchObject({
      payments: [{ refundedAmount: 100 }],
      creditNotes: [{ total: 100 }],
    });
    expect(await countOf(payload, order.orderId, 'payment.refunded')).toBe(1);
  });

  test('are read from every page, those about objects of others too', async () => {
    const created = Math.floor(Date.now() / 1000);
    for (let number = 0; number < 205; number += 1) {
      const object = { object: 'refund', id: `re_foreign_${number}`, payment_intent: 'pi_foreign', metadata: {} };
      const event = { object: 'event', type: 'refund.failed', created, pending_webhooks: 1, data: { object } };
      stripe.state.events.put({ ...event, id: `evt_foreign_${number}` } as unknown as Stripe.Event);
    }
    expect(await catchUpWebhooks(payload)).toBe(205);
    expect(await stored('refund.failed')).toEqual(Array.from({ length: 205 }, () => 'ignored'));
  });

  test('of which one cannot be taken in do not hold up the others, and that one is tried again', async () => {
    const [first, second] = [await shop.order(product), await shop.paidOrder(product)];
    const secret = await shop.intent(first);
    stripe.webhooks.pause();
    await stripe.pay(secret);
    const intentId = secret.split('_secret_')[0] as string;
    // Of the first the success itself is gone for good: its refund has the intent asked for.
    for (const event of lose()) stripe.state.events.put({ ...event, pending_webhooks: 0 });
    await stripe.stripe.refunds.create({ payment_intent: intentId });
    await stripe.stripe.refunds.create({ payment_intent: second.intentId });
    lose();

    stripe.faults.add({ operation: 'paymentIntents.retrieve', answer: 503, times: 9 });
    await expect(catchUpWebhooks(payload)).rejects.toThrow('Some events of Stripe were not taken in: evt_');
    expect(await readOrder(shop, second)).toMatchObject({ status: 'REFUNDED' });
    expect(await readOrder(shop, first)).toMatchObject({ status: 'PENDING' });
    stripe.faults.clear();
    await catchUpWebhooks(payload);
    expect(await readOrder(shop, first)).toMatchObject({ status: 'REFUNDED' });
  });

  test('are asked for no further than Stripe answers: a page that is empty is the last', async () => {
    const list = vi.spyOn(domainOf(payload).stripe.events, 'list');
    list.mockImplementation((() => Promise.resolve({ object: 'list', data: [], has_more: true, url: '' })) as never);
    expect(await catchUpWebhooks(payload)).toBe(0);
    expect(list).toHaveBeenCalledTimes(1);
    list.mockRestore();
  });

  test('are left for the next turn once Stripe is away, and those that failed are named', async () => {
    const orders = await Promise.all(Array.from({ length: 5 }, () => shop.paidOrder(product)));
    stripe.webhooks.pause();
    for (const { intentId } of orders) await stripe.stripe.refunds.create({ payment_intent: intentId });
    lose();
    stripe.faults.add({ operation: 'refunds.list', answer: 503, times: 99 });
    const failure = await catchUpWebhooks(payload).then(
      () => undefined,
      (error: AggregateError) => error,
    );
    expect(failure?.errors).toHaveLength(3);
    expect(failure?.message).toMatch(/: evt_\w+, evt_\w+, evt_\w+$/);
    stripe.faults.clear();
    await catchUpWebhooks(payload);
    for (const order of orders) expect(await readOrder(shop, order)).toMatchObject({ status: 'REFUNDED' });
  });

  test('wait while Stripe is away, which is no failure of a worker', async () => {
    stripe.faults.add({ operation: 'events.list', answer: 503, times: 9 });
    await expect(catchUpWebhooks(payload)).rejects.toMatchObject({ code: 'unavailable' });
    workerOf(payload);
    await withQueues(redis, async ({ maintenance }) => {
      const turn = async () =>
        (await maintenance.getJobs(['completed', 'failed'])).find((job) => job.name === 'catch-up-webhooks');
      expect(await until(turn, 'the turn of the schedule')).toMatchObject({ returnvalue: 'A service was away.' });
      expect(await maintenance.getFailedCount()).toBe(0);
    });
  });
});
