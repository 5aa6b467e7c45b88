import { sql } from '@payloadcms/db-postgres';
import pLimit from 'p-limit';
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { processEvent } from '../../../src/services/sales/receive-webhook.ts';
import { DISPUTE_STATUSES } from '../../../src/services/sales/to-dispute-standing.ts';
import {
  countTableRows,
  makeBuyer,
  makeSaleProduct,
  type PlacedOrder,
  readInvoices,
  readOrderRow,
  startShop,
} from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';

const shop = await startShop();
const { payload, call, stripe } = shop;
const product = await makeSaleProduct(payload, { price: 100_00 });
const { sales } = await staffTokens(payload);

const refund = ({ orderId }: PlacedOrder, amount?: number) =>
  call('POST', `/v1/orders/${orderId}/refunds`, {
    token: sales,
    body: { ...(amount ? { amount } : {}), reason: 'requested_by_customer' },
  });
const getCode = ({ body }: { body: unknown }) => (body as { code?: string }).code;

const dispute = async ({ intentId }: { intentId: string }, status: Stripe.Dispute.Status, amount: number) => {
  const charge = stripe.state.intents.get(intentId)?.latest_charge as string;
  const { id } = stripe.controls.dispute(charge, { status, amount });
  await stripe.webhooks.idle();
  return id;
};
const close = async (id: string, status: Stripe.Dispute.Status) => {
  stripe.controls.closeDispute(id, status);
  await stripe.webhooks.idle();
};

describe('a dispute', () => {
  test('about a part of the payment counts as a refund of that part when it is lost, and the rest can be refunded', async () => {
    const order = await shop.paidOrder(product);
    const id = await dispute(order, 'needs_response', 3000);
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'DISPUTED' }] });
    expect(getCode(await refund(order, 5))).toBe('invalid_state');
    await close(id, 'lost');
    expect(await readOrderRow(shop, order)).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      payments: [{ status: 'PARTIALLY_REFUNDED', refundedAmount: 30 }],
      creditNotes: [{ total: 30 }],
    });
    expect(await refund(order)).toMatchObject({ status: 201, body: { amount: 70 } });
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({ status: 'REFUNDED', payments: [{ refundedAmount: 100 }] });
  });

  test('that is an inquiry changes nothing and allows refunds, until it becomes a chargeback', async () => {
    const order = await shop.paidOrder(product);
    const id = await dispute(order, 'warning_needs_response', 1000);
    expect(await readOrderRow(shop, order)).toMatchObject({ payments: [{ status: 'SUCCEEDED' }] });
    expect((await refund(order, 5)).status).toBe(201);
    await stripe.webhooks.idle();
    expect(await countTableRows(payload, order.orderId, 'payment.disputed')).toBe(1);
    stripe.controls.transitionDispute(id, 'needs_response');
    await stripe.webhooks.idle();
    expect(await readOrderRow(shop, order)).toMatchObject({ payments: [{ status: 'DISPUTED', refundedAmount: 5 }] });
    expect(getCode(await refund(order, 5))).toBe('invalid_state');
    expect(await countTableRows(payload, order.orderId, 'payment.disputed')).toBe(2);
  });

  test('that is prevented is closed, and the payment is as before the dispute', async () => {
    const order = await shop.paidOrder(product);
    const id = await dispute(order, 'prevented', 1000);
    await close(id, 'prevented');
    expect(await readOrderRow(shop, order)).toMatchObject({
      status: 'CONFIRMED',
      payments: [{ status: 'SUCCEEDED', refundedAmount: 0 }],
    });
    expect((await refund(order, 5)).status).toBe(201);
    await stripe.webhooks.idle();
  });

  test('that is lost and then won on appeal restores the money, with a debit note', async () => {
    const order = await shop.paidOrder(product);
    const id = await dispute(order, 'needs_response', 3000);
    await close(id, 'lost');
    const told = stripe.state.disputes.get(id) as Stripe.Dispute;
    const later = Math.floor(Date.now() / 1000);
    await processEvent(
      payload,
      createEvent('charge.dispute.updated', { ...told, status: 'appeal_under_review' }, later + 60),
    );
    expect(await readOrderRow(shop, order)).toMatchObject({ payments: [{ status: 'DISPUTED', refundedAmount: 30 }] });
    await processEvent(payload, createEvent('charge.dispute.closed', { ...told, status: 'won' }, later + 120));
    expect(await readOrderRow(shop, order)).toMatchObject({ payments: [{ status: 'SUCCEEDED', refundedAmount: 0 }] });
    expect((await readInvoices(payload, order.orderId)).map(({ kind }) => kind)).toEqual([
      'CREDIT_NOTE',
      'DEBIT_NOTE',
      'INVOICE',
    ]);
  });
});

describe('an unknown status after the end of a dispute', () => {
  const ORDERS = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];

  /** Processes three events of a dispute in the order `arrival`: its start, its end, and an update with an unknown status. */
  async function report(end: string, arrival: readonly number[]) {
    const { customerId } = await makeBuyer(payload);
    const { orderId, intentId } = await paid(customerId);
    const dispute = {
      ...{ id: `du_${orderId}`, object: 'dispute', amount: 4000, currency: 'gbp', payment_intent: intentId },
      ...{ reason: 'fraudulent', is_charge_refundable: false },
    };
    const events = [
      createEvent('charge.dispute.created', { ...dispute, status: 'needs_response' }, 1_800_000_020),
      createEvent('charge.dispute.closed', { ...dispute, status: end }, 1_800_000_030),
      createEvent('charge.dispute.funds_reinstated', { ...dispute, status: 'brand_new' }, 1_800_000_031),
    ];
    for (const index of arrival) await processEvent(payload, events[index] as Stripe.Event);
    const { rows } = await database(payload).execute<{ status: string; closed: boolean }>(sql`
      SELECT status, closed_at IS NOT NULL AS closed FROM disputes WHERE id = ${dispute.id}`);
    expect(rows).toEqual([{ status: 'brand_new', closed: true }]);
    expect(await countTableRows(payload, orderId, 'payment.disputed')).toBe(1);
    return readState(orderId);
  }

  test.each(ORDERS)(
    'does not reopen a dispute that ended without a loss, whatever the order of the events (%i, %i, %i)',
    async (...arrival) => {
      const whole = { order: 'CONFIRMED', payment: 'SUCCEEDED', refunded: 0 };
      expect(await report('brand_new', arrival)).toEqual(whole);
      expect(await report('won', arrival)).toEqual(whole);
    },
  );

  test.each(ORDERS)('leaves a lost dispute lost, whatever the order of the events (%i, %i, %i)', async (...arrival) => {
    expect(await report('lost', arrival)).toEqual({
      order: 'PARTIALLY_REFUNDED',
      payment: 'PARTIALLY_REFUNDED',
      refunded: 4000,
    });
  });
});

let number = 0;
function createEvent(type: string, object: object, created: number): Stripe.Event {
  number += 1;
  return { id: `evt_dispute_${number}`, object: 'event', type, created, data: { object } } as unknown as Stripe.Event;
}

/** Creates a paid order of £100 by SQL instead of by requests, because the tests need many orders. */
async function paid(customerId: string) {
  const [orderId, paymentId] = [uuidv7(), uuidv7()];
  const intentId = `pi_${paymentId}`;
  await database(payload).execute(sql`
    INSERT INTO orders (id, order_number, status, customer_id, payment_due_at, subtotal, vat, total, vat_rate, currency, billing_name)
    VALUES (${orderId}, ${`LW-${orderId}`}, 'PENDING', ${customerId}, now() + interval '1 day', 8333, 1667, 10000, 20, 'GBP', 'Ada')`);
  await database(payload).execute(sql`
    INSERT INTO orders_items (_order, _parent_id, id, title, quantity, unit_price) VALUES (1, ${orderId}, ${orderId}, 'Door', 1, 10000)`);
  await database(payload).execute(sql`
    INSERT INTO payments (id, order_id, status, amount, refunded_amount, currency, stripe_payment_intent_id)
    VALUES (${paymentId}, ${orderId}, 'PENDING', 10000, 0, 'GBP', ${intentId})`);
  const intent = {
    id: intentId,
    object: 'payment_intent',
    status: 'succeeded',
    amount_received: 10_000,
    currency: 'gbp',
  };
  await processEvent(payload, createEvent('payment_intent.succeeded', intent, 1_800_000_000));
  return { orderId, intentId };
}

async function readState(orderId: string) {
  const { rows } = await database(payload).execute<{ order: string; payment: string; refunded: number }>(sql`
    SELECT orders.status::text AS order, payments.status::text AS payment, refunded_amount::int AS refunded
    FROM orders JOIN payments ON order_id = orders.id WHERE orders.id = ${orderId}`);
  return rows[0];
}

type Outcome = { status: string; holds: boolean; closes: boolean; loses: boolean };

/** The expected effect of each dispute status, independent of the code. Stripe's SDK does not know the last status. */
const TABLE: Outcome[] = [
  { status: 'needs_response', holds: true, closes: false, loses: false },
  { status: 'under_review', holds: true, closes: false, loses: false },
  { status: 'appeal_needs_response', holds: true, closes: false, loses: false },
  { status: 'appeal_under_review', holds: true, closes: false, loses: false },
  { status: 'warning_needs_response', holds: false, closes: false, loses: false },
  { status: 'warning_under_review', holds: false, closes: false, loses: false },
  { status: 'warning_closed', holds: false, closes: true, loses: false },
  { status: 'won', holds: false, closes: true, loses: false },
  { status: 'lost', holds: false, closes: true, loses: true },
  { status: 'prevented', holds: false, closes: true, loses: false },
  { status: 'invented_by_stripe', holds: true, closes: false, loses: false },
];

describe('every status of a dispute', () => {
  test('is in the table', () => {
    expect(TABLE.map(({ status }) => status).sort()).toEqual([...DISPUTE_STATUSES, 'invented_by_stripe'].sort());
  });

  const AMOUNTS = [10_000, 4000];
  const REFUNDS = ['none', 'before', 'during', 'after'] as const;
  const REFUNDED = 2500;

  test.each(TABLE)('$status has the state, sums, notes and events of the table', async (row) => {
    const { customerId } = await makeBuyer(payload);
    const limit = pLimit(4);
    const cases = AMOUNTS.flatMap((amount) =>
      REFUNDS.flatMap((when) => [false, true].map((reversed) => ({ amount, when, reversed }))),
    );
    await Promise.all(cases.map((testCase) => limit(() => check(customerId, row, testCase))));
  });

  type Case = { amount: number; when: (typeof REFUNDS)[number]; reversed: boolean };

  /**
   * Checks one case. The case has two events of a dispute, `charge.dispute.created` and `charge.dispute.closed`. The
   * second event has the status `status`. The first event has the status `needs_response` if `status` closes a dispute,
   * and `status` if it does not.
   */
  async function check(
    customerId: string,
    { status, holds, closes, loses }: Outcome,
    { amount, when, reversed }: Case,
  ) {
    const { orderId, intentId } = await paid(customerId);
    const id = `du_${orderId}`;
    const about = { id, object: 'dispute', amount, currency: 'gbp', payment_intent: intentId, reason: 'fraudulent' };
    const opened = { ...about, is_charge_refundable: false, status: closes ? 'needs_response' : status };
    const closed = { ...about, is_charge_refundable: false, status };
    const returned = {
      id: `re_${orderId}`,
      object: 'refund',
      amount: REFUNDED,
      payment_intent: intentId,
      reason: null,
      status: 'succeeded',
    };
    const at = (second: number) => 1_800_000_000 + second;
    const refundEvent = (second: number) => createEvent('refund.updated', returned, at(second));
    // Stripe's timestamps are whole seconds. Both events of the dispute have the same timestamp.
    const events = [
      ...(when === 'before' ? [refundEvent(10)] : []),
      createEvent('charge.dispute.created', opened, at(20)),
      ...(when === 'during' ? [refundEvent(20)] : []),
      createEvent('charge.dispute.closed', closed, at(20)),
      ...(when === 'after' ? [refundEvent(40)] : []),
    ];
    const label = `${status} over ${amount}, refund ${when}, ${reversed ? 'reversed' : 'in order'}`;
    for (const event of reversed ? events.toReversed() : events) {
      await processEvent(payload, event);
      if (reversed || event.type !== 'charge.dispute.created') continue;
      expect((await readState(orderId))?.payment === 'DISPUTED', label).toBe(closes || holds);
    }
    const sum = Math.min(10_000, (loses ? amount : 0) + (when === 'none' ? 0 : REFUNDED));
    const whole = sum === 10_000 ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
    const expected = {
      payment: sum === 0 ? 'SUCCEEDED' : whole,
      order: sum === 0 ? 'CONFIRMED' : whole,
      refunded: sum,
    };
    expect(await readState(orderId), label).toEqual(expected);
    const notes = (await readInvoices(payload, orderId)).filter(({ kind }) => kind !== 'INVOICE');
    const total = (key: 'total' | 'vat') =>
      notes.reduce((all, note) => all + (note.kind === 'CREDIT_NOTE' ? note[key] : -note[key]), 0);
    expect([total('total'), total('vat')], label).toEqual([sum, Math.round(sum / 6)]);
    const parts = (loses ? 1 : 0) + (when === 'none' ? 0 : 1);
    const told = loses && amount === 10_000 && when !== 'none' && notes.length === 1 ? 1 : parts;
    expect(await countTableRows(payload, orderId, 'payment.refunded'), label).toBe(told);
    expect(await countTableRows(payload, orderId, 'payment.disputed'), label).toBe(1);
    // Process all events again under new ids, and expect no change.
    for (const { type, created, data } of events) await processEvent(payload, createEvent(type, data.object, created));
    expect(await readState(orderId), label).toEqual(expected);
    expect(
      (await readInvoices(payload, orderId)).filter(({ kind }) => kind !== 'INVOICE'),
      label,
    ).toEqual(notes);
  }
});
