import { sql } from '@payloadcms/db-postgres';
import type Stripe from 'stripe';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { catchUpWebhooks } from '../../../src/services/sales/reconcile-payments.ts';
import { countTableRows, makeSaleProduct, readInvoices, readOrderRow, startShop } from '../../support/sales.ts';
import { until } from '../../support/until.ts';
import { startTestWorker, withQueues } from '../events/support.ts';

const shop = await startShop();
const { payload, redis, stripe } = shop;
const product = await makeSaleProduct(payload);

/** Drops the pending webhooks, so that Stripe never delivers them. @returns the dropped events */
function dropWebhooks(): readonly Stripe.Event[] {
  const waiting = [...stripe.webhooks.waiting()];
  for (const { id } of waiting) stripe.webhooks.drop(id);
  return waiting;
}

const createCharge = (intentId: string) => stripe.state.intents.get(intentId)?.latest_charge as string;
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

describe('undelivered webhooks', () => {
  test('of a refund and a dispute created at Stripe are applied once, even if the webhooks arrive later', async () => {
    const [refunded, disputed] = [await shop.paidOrder(product), await shop.paidOrder(product)];
    stripe.webhooks.pause();
    await stripe.stripe.refunds.create({ payment_intent: refunded.intentId });
    stripe.controls.closeDispute(stripe.controls.dispute(createCharge(disputed.intentId)).id, 'lost');
    const lost = dropWebhooks();
    expect(lost.length).toBeGreaterThanOrEqual(3);

    expect(await catchUpWebhooks(payload)).toBeGreaterThanOrEqual(3);
    expect(await readOrderRow(shop, refunded)).toMatchObject({ status: 'REFUNDED', creditNotes: [{ total: 1499.99 }] });
    expect(await countTableRows(payload, refunded.orderId, 'payment.refunded')).toBe(1);
    expect(await countTableRows(payload, disputed.orderId, 'payment.disputed')).toBe(1);
    const issued = await readInvoices(payload);

    expect(await catchUpWebhooks(payload)).toBe(0);
    for (const { id } of lost) await stripe.webhooks.deliver(id);
    expect(await readInvoices(payload)).toEqual(issued);
    expect(await countTableRows(payload, disputed.orderId, 'payment.disputed')).toBe(1);
  });

  test('are applied once if two workers and the webhook itself process them concurrently', async () => {
    const order = await shop.paidOrder(product);
    stripe.webhooks.pause();
    await stripe.stripe.refunds.create({ payment_intent: order.intentId, amount: 100_00 });
    const waiting = stripe.webhooks.waiting().map(({ id }) => id);
    await Promise.all([
      catchUpWebhooks(payload),
      catchUpWebhooks(payload),
      ...waiting.map((id) => stripe.webhooks.deliver(id)),
    ]);
    expect(await readOrderRow(shop, order)).toMatchObject({
      payments: [{ refundedAmount: 100 }],
      creditNotes: [{ total: 100 }],
    });
    expect(await countTableRows(payload, order.orderId, 'payment.refunded')).toBe(1);
  });

  test('are read from every page of Stripe’s list, including those about unknown objects', async () => {
    const created = Math.floor(Date.now() / 1000);
    for (let number = 0; number < 205; number += 1) {
      const object = { object: 'refund', id: `re_foreign_${number}`, payment_intent: 'pi_foreign', metadata: {} };
      const event = { object: 'event', type: 'refund.failed', created, pending_webhooks: 1, data: { object } };
      stripe.state.events.put({ ...event, id: `evt_foreign_${number}` } as unknown as Stripe.Event);
    }
    expect(await catchUpWebhooks(payload)).toBe(205);
    expect(await stored('refund.failed')).toEqual(Array.from({ length: 205 }, () => 'ignored'));
  });

  test('are applied even if one of them fails, and the failed one is retried', async () => {
    const [first, second] = [await shop.order(product), await shop.paidOrder(product)];
    const secret = await shop.intent(first);
    stripe.webhooks.pause();
    await stripe.pay(secret);
    const intentId = secret.split('_secret_')[0] as string;
    // The success event of the first payment is lost for good. So the site must fetch the intent to process the refund event.
    for (const event of dropWebhooks()) stripe.state.events.put({ ...event, pending_webhooks: 0 });
    await stripe.stripe.refunds.create({ payment_intent: intentId });
    await stripe.stripe.refunds.create({ payment_intent: second.intentId });
    dropWebhooks();

    stripe.faults.add({ operation: 'paymentIntents.retrieve', answer: 503, times: 9 });
    await expect(catchUpWebhooks(payload)).rejects.toThrow('Some Stripe events could not be processed: evt_');
    expect(await readOrderRow(shop, second)).toMatchObject({ status: 'REFUNDED' });
    expect(await readOrderRow(shop, first)).toMatchObject({ status: 'PENDING' });
    stripe.faults.clear();
    await catchUpWebhooks(payload);
    expect(await readOrderRow(shop, first)).toMatchObject({ status: 'REFUNDED' });
  });

  test('are read until Stripe returns an empty page', async () => {
    const list = vi.spyOn(runtimeOf(payload).stripe.events, 'list');
    list.mockImplementation((() => Promise.resolve({ object: 'list', data: [], has_more: true, url: '' })) as never);
    expect(await catchUpWebhooks(payload)).toBe(0);
    expect(list).toHaveBeenCalledTimes(1);
    list.mockRestore();
  });

  test('are left for the next run if Stripe becomes unreachable, and the error names the failed ones', async () => {
    const orders = await Promise.all(Array.from({ length: 5 }, () => shop.paidOrder(product)));
    stripe.webhooks.pause();
    for (const { intentId } of orders) await stripe.stripe.refunds.create({ payment_intent: intentId });
    dropWebhooks();
    stripe.faults.add({ operation: 'refunds.list', answer: 503, times: 99 });
    const failure = await catchUpWebhooks(payload).then(
      () => undefined,
      (error: AggregateError) => error,
    );
    expect(failure?.errors).toHaveLength(3);
    expect(failure?.message).toMatch(/: evt_\w+, evt_\w+, evt_\w+$/);
    stripe.faults.clear();
    await catchUpWebhooks(payload);
    for (const order of orders) expect(await readOrderRow(shop, order)).toMatchObject({ status: 'REFUNDED' });
  });

  test('wait while Stripe cannot be reached, and the worker does not fail', async () => {
    stripe.faults.add({ operation: 'events.list', answer: 503, times: 9 });
    await expect(catchUpWebhooks(payload)).rejects.toMatchObject({ code: 'unavailable' });
    startTestWorker(payload);
    await withQueues(redis, async ({ maintenance }) => {
      const turn = async () =>
        (await maintenance.getJobs(['completed', 'failed'])).find((job) => job.name === 'catch-up-webhooks');
      expect(await until(turn, 'the schedule to run')).toMatchObject({
        returnvalue: 'A service was unavailable.',
      });
      expect(await maintenance.getFailedCount()).toBe(0);
    });
  });
});
