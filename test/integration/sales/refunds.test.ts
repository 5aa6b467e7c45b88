import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import {
  countTableRows,
  isGapless,
  makeSaleProduct,
  type PlacedOrder,
  readInvoices,
  readOrderRow,
  startShop,
} from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';

const shop = await startShop();
const { payload, call, stripe } = shop;
const product = await makeSaleProduct(payload, { price: 100_01 });
const { sales } = await staffTokens(payload);

const refund = ({ orderId }: PlacedOrder, amount?: number, reason = 'requested_by_customer') =>
  call('POST', `/v1/orders/${orderId}/refunds`, { token: sales, body: { ...(amount ? { amount } : {}), reason } });

const getCode = ({ body }: { body: unknown }) => (body as { code?: string }).code;
const getRefunds = (intentId: string) =>
  [...stripe.state.refunds.newestFirst()].filter(({ payment_intent }) => payment_intent === intentId);
const createCharge = (intentId: string) => stripe.state.intents.get(intentId)?.latest_charge as string;

describe('a refund', () => {
  test('in parts and then in full updates states, sums, credit notes and events', async () => {
    const order = await shop.paidOrder(product);
    stripe.webhooks.pause();
    const part = await refund(order, 33.33);
    expect(part).toMatchObject({ status: 201, body: { amount: 33.33, currency: 'GBP', status: 'succeeded' } });
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
    stripe.webhooks.resume();
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      payments: [{ status: 'PARTIALLY_REFUNDED', refundedAmount: 33.33 }],
      creditNotes: [{ total: 33.33 }],
    });
    const rest = await refund(order);
    expect(rest).toMatchObject({ status: 201, body: { amount: 66.68 } });
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({
      status: 'REFUNDED',
      payments: [{ status: 'REFUNDED', refundedAmount: 100.01 }],
      creditNotes: [{ total: 33.33 }, { total: 66.68 }],
    });
    expect(await countTableRows(payload, order.orderId, 'payment.refunded')).toBe(2);
    const issued = await readInvoices(payload, order.orderId);
    const sum = (kind: string, key: 'vat' | 'subtotal' | 'total') =>
      issued.filter((one) => one.kind === kind).reduce((total, one) => total + one[key], 0);
    for (const key of ['vat', 'subtotal', 'total'] as const) expect(sum('CREDIT_NOTE', key)).toBe(sum('INVOICE', key));
    expect(isGapless(await readInvoices(payload), 'CREDIT_NOTE')).toBe(true);
  });

  test.each([
    ['more than was paid', 100.02, 422, 'amount_mismatch'],
    ['zero', 0.001, 400, 'validation_failed'],
    ['a negative amount', -5, 400, 'validation_failed'],
  ])('of %s is refused', async (_, amount, status, code) => {
    const order = await shop.paidOrder(product);
    const answer = await refund(order, amount);
    expect([answer.status, getCode(answer)]).toEqual([status, code]);
    expect(getRefunds(order.intentId)).toEqual([]);
  });

  test('is refused for an unpaid order, an unknown one and an unknown reason', async () => {
    const unpaid = await shop.order(product);
    expect(getCode(await refund(unpaid))).toBe('invalid_state');
    await shop.intent(unpaid);
    expect(getCode(await refund(unpaid))).toBe('invalid_state');
    expect((await refund({ ...unpaid, orderId: '0190b5a0-0000-7000-8000-00000000dead' })).status).toBe(404);
    expect((await refund({ ...unpaid, orderId: 'nonsense' })).status).toBe(404);
    expect((await refund(unpaid, undefined, 'because')).status).toBe(400);
  });

  test('that is concurrent with others never pays back more than was paid', async () => {
    const order = await shop.paidOrder(product);
    const amounts = [60, 61, 62, 63, 64];
    const answers = await Promise.all(amounts.map((amount) => refund(order, amount)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, 422, 422, 422, 422]);
    await stripe.webhooks.idle();
    expect(getRefunds(order.intentId)).toHaveLength(1);
    expect(await countTableRows(payload, order.orderId, 'payment.refunded')).toBe(1);
  });

  test('whose response is lost is resumed by the repeated request, not created twice', async () => {
    const order = await shop.paidOrder(product);
    stripe.faults.add({ operation: 'refunds.create', times: 9, execute: true, answer: 'broken' });
    expect((await refund(order, 20)).status).toBe(503);
    stripe.faults.clear();
    await stripe.webhooks.idle();
    expect(getRefunds(order.intentId)).toHaveLength(1);
    expect(await readOrderRow(shop, order)).toMatchObject({ payments: [{ refundedAmount: 20 }] });
  });

  test('that another release has requested with other parameters is found, not created twice', async () => {
    const order = await shop.paidOrder(product);
    stripe.faults.add({ operation: 'refunds.create', times: 9, answer: 'broken' });
    expect((await refund(order, 20)).status).toBe(503);
    stripe.faults.clear();
    const { rows } = await database(payload).execute<{ id: string }>(sql`
      SELECT refunds.id FROM refunds JOIN payments ON payments.id = payment_id WHERE order_id = ${order.orderId}`);
    const refundId = String(rows[0]?.id);
    const made = await stripe.stripe.refunds.create(
      { payment_intent: order.intentId, amount: 20_00, metadata: { refundId } },
      { idempotencyKey: refundId },
    );
    expect(await refund(order, 20)).toMatchObject({ status: 201, body: { refundId: made.id, amount: 20 } });
    await stripe.webhooks.idle();
    expect(getRefunds(order.intentId)).toHaveLength(1);
    expect(await readOrderRow(shop, order)).toMatchObject({ payments: [{ refundedAmount: 20 }] });
  });

  test('is created and counted once if two concurrent requests ask for it', async () => {
    const order = await shop.paidOrder(product);
    const held = stripe.faults.hold('refunds.create', 'before');
    const first = refund(order, 20);
    await held.reached;
    const second = await refund(order, 20);
    expect([second.status, getCode(second)]).toEqual([503, 'unavailable']);
    held.release();
    expect((await first).status).toBe(201);
    await stripe.webhooks.idle();
    expect(getRefunds(order.intentId)).toHaveLength(1);
    expect(await readOrderRow(shop, order)).toMatchObject({ payments: [{ refundedAmount: 20 }] });
  });

  test('gets 503 while Stripe cannot be reached, and the repeated request creates one refund', async () => {
    const order = await shop.paidOrder(product);
    stripe.faults.add({ operation: 'refunds.create', times: 9, answer: 'broken' });
    expect((await refund(order, 20)).status).toBe(503);
    stripe.faults.clear();
    expect((await refund(order, 20)).status).toBe(201);
    await stripe.webhooks.idle();
    expect(getRefunds(order.intentId)).toHaveLength(1);
    expect((await readOrderRow(shop, order)).payments[0]?.refundedAmount).toBe(20);
  });

  test('that was marked as never created counts if Stripe has created it after all', async () => {
    const order = await shop.paidOrder(product);
    stripe.webhooks.pause();
    stripe.faults.add({ operation: 'refunds.create', times: 9, execute: true, answer: 'broken' });
    expect((await refund(order, 20)).status).toBe(503);
    stripe.faults.clear();
    await database(payload).execute(sql`UPDATE refunds SET status = 'failed' WHERE status = 'requested'`);
    stripe.webhooks.resume();
    await stripe.webhooks.idle();
    expect((await readOrderRow(shop, order)).payments[0]?.refundedAmount).toBe(20);
  });

  test('that staff create at Stripe counts like one that they create on this site', async () => {
    const order = await shop.paidOrder(product);
    await stripe.stripe.refunds.create({ payment_intent: order.intentId, amount: 5000 });
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      payments: [{ refundedAmount: 50 }],
      creditNotes: [{ total: 50 }],
    });
  });

  test('whose event arrives before the success of its payment applies the success as well', async () => {
    const order = await shop.order(product);
    const secret = await shop.intent(order);
    stripe.webhooks.pause();
    await stripe.pay(secret);
    await stripe.stripe.refunds.create({ payment_intent: secret.split('_secret_')[0] as string, amount: 1000 });
    stripe.webhooks.resume('reversed');
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      payments: [{ status: 'PARTIALLY_REFUNDED', refundedAmount: 10 }],
      invoice: { total: 100.01 },
      creditNotes: [{ total: 10 }],
    });
    expect(await countTableRows(payload, order.orderId, 'payment.succeeded')).toBe(1);
    expect(await countTableRows(payload, order.orderId, 'payment.refunded')).toBe(1);
  });

  test('that fails later is reversed, with a debit note', async () => {
    const order = await shop.paidOrder(product);
    const answer = await refund(order, 40);
    await stripe.webhooks.idle();
    stripe.controls.failRefund((answer.body as { refundId: string }).refundId);
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({
      status: 'CONFIRMED',
      payments: [{ status: 'SUCCEEDED', refundedAmount: 0 }],
    });
    expect((await readInvoices(payload, order.orderId)).map(({ kind }) => kind).sort()).toEqual([
      'CREDIT_NOTE',
      'DEBIT_NOTE',
      'INVOICE',
    ]);
    expect((await refund(order)).body).toMatchObject({ amount: 100.01 });
    await stripe.webhooks.idle();
  });
});

describe('a dispute', () => {
  test('that is won restores the state of the payment', async () => {
    const order = await shop.paidOrder(product);
    const dispute = stripe.controls.dispute(createCharge(order.intentId));
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'DISPUTED' }] });
    expect(getCode(await refund(order))).toBe('invalid_state');
    expect(await countTableRows(payload, order.orderId, 'payment.disputed')).toBe(1);
    stripe.controls.closeDispute(dispute.id, 'won');
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'SUCCEEDED' }] });
    expect(await readInvoices(payload, order.orderId)).toHaveLength(1);
  });

  test('that is lost counts as a full refund, even if its end is reported before its start', async () => {
    const order = await shop.paidOrder(product);
    stripe.webhooks.pause();
    const dispute = stripe.controls.dispute(createCharge(order.intentId));
    stripe.controls.closeDispute(dispute.id, 'lost');
    stripe.webhooks.resume('reversed');
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({
      status: 'REFUNDED',
      payments: [{ status: 'REFUNDED', refundedAmount: 100.01 }],
      creditNotes: [{ total: 100.01 }],
    });
    expect(await countTableRows(payload, order.orderId, 'payment.disputed')).toBe(1);
    expect(await countTableRows(payload, order.orderId, 'payment.refunded')).toBe(1);
  });
});
