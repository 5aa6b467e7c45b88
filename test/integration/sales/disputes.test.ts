import { sql } from '@payloadcms/db-postgres';
import pLimit from 'p-limit';
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { DISPUTE_STATUSES } from '../../../src/services/sales/dispute-standing.ts';
import { takeEvent } from '../../../src/services/sales/receive-webhook.ts';
import { staffTokens } from '../../support/gateway.ts';
import { countOf, issuedFor, makeBuyer, makeProduct, type Placed, readOrder, startShop } from '../../support/sales.ts';

const shop = await startShop();
const { payload, call, stripe } = shop;
const product = await makeProduct(payload, { price: 100_00 });
const { sales } = await staffTokens(payload);

const refund = ({ orderId }: Placed, amount?: number) =>
  call('POST', `/v1/orders/${orderId}/refunds`, {
    token: sales,
    body: { ...(amount ? { amount } : {}), reason: 'requested_by_customer' },
  });
const codeOf = ({ body }: { body: unknown }) => (body as { code?: string }).code;

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
  test('over a part that is lost counts as a refund of that part, and the rest can be refunded', async () => {
    const order = await shop.paidOrder(product);
    const id = await dispute(order, 'needs_response', 3000);
    expect(await readOrder(shop, order)).toMatchObject({ status: 'CONFIRMED', payments: [{ status: 'DISPUTED' }] });
    expect(codeOf(await refund(order, 5))).toBe('invalid_state');
    await close(id, 'lost');
    expect(await readOrder(shop, order)).toMatchObject({
      status: 'PARTIALLY_REFUNDED',
      payments: [{ status: 'PARTIALLY_REFUNDED', refundedAmount: 30 }],
      creditNotes: [{ total: 30 }],
    });
    expect(await refund(order)).toMatchObject({ status: 201, body: { amount: 70 } });
    await stripe.webhooks.idle();
    expect(await readOrder(shop, order)).toMatchObject({ status: 'REFUNDED', payments: [{ refundedAmount: 100 }] });
  });

  test('that is an inquiry leaves the payment as it is and refunds possible, until it becomes a chargeback', async () => {
    const order = await shop.paidOrder(product);
    const id = await dispute(order, 'warning_needs_response', 1000);
    expect(await readOrder(shop, order)).toMatchObject({ payments: [{ status: 'SUCCEEDED' }] });
    expect((await refund(order, 5)).status).toBe(201);
    await stripe.webhooks.idle();
    expect(await countOf(payload, order.orderId, 'payment.disputed')).toBe(1);
    stripe.controls.moveDispute(id, 'needs_response');
    await stripe.webhooks.idle();
    expect(await readOrder(shop, order)).toMatchObject({ payments: [{ status: 'DISPUTED', refundedAmount: 5 }] });
    expect(codeOf(await refund(order, 5))).toBe('invalid_state');
    expect(await countOf(payload, order.orderId, 'payment.disputed')).toBe(2);
  });

  test('that is prevented is over: the payment is as before', async () => {
    const order = await shop.paidOrder(product);
    const id = await dispute(order, 'prevented', 1000);
    await close(id, 'prevented');
    expect(await readOrder(shop, order)).toMatchObject({
      status: 'CONFIRMED',
      payments: [{ status: 'SUCCEEDED', refundedAmount: 0 }],
    });
    expect((await refund(order, 5)).status).toBe(201);
    await stripe.webhooks.idle();
  });

  test('that is lost and won on appeal gives the money back, with a debit note', async () => {
    const order = await shop.paidOrder(product);
    const id = await dispute(order, 'needs_response', 3000);
    await close(id, 'lost');
    const told = stripe.state.disputes.get(id) as Stripe.Dispute;
    const later = Math.floor(Date.now() / 1000);
    await takeEvent(payload, eventOf('charge.dispute.updated', { ...told, status: 'appeal_under_review' }, later + 60));
    expect(await readOrder(shop, order)).toMatchObject({ payments: [{ status: 'DISPUTED', refundedAmount: 30 }] });
    await takeEvent(payload, eventOf('charge.dispute.closed', { ...told, status: 'won' }, later + 120));
    expect(await readOrder(shop, order)).toMatchObject({ payments: [{ status: 'SUCCEEDED', refundedAmount: 0 }] });
    expect((await issuedFor(payload, order.orderId)).map(({ kind }) => kind)).toEqual([
      'CREDIT_NOTE',
      'DEBIT_NOTE',
      'INVOICE',
    ]);
  });
});

let number = 0;
function eventOf(type: string, object: object, created: number): Stripe.Event {
  number += 1;
  return { id: `evt_dispute_${number}`, object: 'event', type, created, data: { object } } as unknown as Stripe.Event;
}

/** A paid order of £100 without any request: there are many. */
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
  await takeEvent(payload, eventOf('payment_intent.succeeded', intent, 1_800_000_000));
  return { orderId, intentId };
}

async function stateOf(orderId: string) {
  const { rows } = await database(payload).execute<{ order: string; payment: string; refunded: number }>(sql`
    SELECT orders.status::text AS order, payments.status::text AS payment, refunded_amount::int AS refunded
    FROM orders JOIN payments ON order_id = orders.id WHERE orders.id = ${orderId}`);
  return rows[0];
}

type Outcome = { status: string; holds: boolean; closes: boolean; loses: boolean };

/** What each status means, written down apart from the code; the last is one that no SDK knows. */
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
  test('stands in the table', () => {
    expect(TABLE.map(({ status }) => status).sort()).toEqual([...DISPUTE_STATUSES, 'invented_by_stripe'].sort());
  });

  const AMOUNTS = [10_000, 4000];
  const REFUNDS = ['none', 'before', 'during', 'after'] as const;
  const REFUNDED = 2500;

  test.each(TABLE)('$status: state, sums, notes and events are those of refunds and disputes', async (row) => {
    const { customerId } = await makeBuyer(payload);
    const limit = pLimit(4);
    const cases = AMOUNTS.flatMap((amount) =>
      REFUNDS.flatMap((when) => [false, true].map((reversed) => ({ amount, when, reversed }))),
    );
    await Promise.all(cases.map((one) => limit(() => check(customerId, row, one))));
  });

  type Case = { amount: number; when: (typeof REFUNDS)[number]; reversed: boolean };

  /** The dispute is opened with the status, or ends with it; one that is still open is closed by Stripe with the same status. */
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
    const refundEvent = (second: number) => eventOf('refund.updated', returned, at(second));
    // Opened and closed within one second, as Stripe's clock has it.
    const events = [
      ...(when === 'before' ? [refundEvent(10)] : []),
      eventOf('charge.dispute.created', opened, at(20)),
      ...(when === 'during' ? [refundEvent(20)] : []),
      eventOf('charge.dispute.closed', closed, at(20)),
      ...(when === 'after' ? [refundEvent(40)] : []),
    ];
    const label = `${status} over ${amount}, refund ${when}, ${reversed ? 'reversed' : 'in order'}`;
    for (const event of reversed ? events.toReversed() : events) {
      await takeEvent(payload, event);
      if (reversed || event.type !== 'charge.dispute.created') continue;
      expect((await stateOf(orderId))?.payment === 'DISPUTED', label).toBe(closes || holds);
    }
    const sum = Math.min(10_000, (loses ? amount : 0) + (when === 'none' ? 0 : REFUNDED));
    const whole = sum === 10_000 ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
    const expected = {
      payment: sum === 0 ? 'SUCCEEDED' : whole,
      order: sum === 0 ? 'CONFIRMED' : whole,
      refunded: sum,
    };
    expect(await stateOf(orderId), label).toEqual(expected);
    const notes = (await issuedFor(payload, orderId)).filter(({ kind }) => kind !== 'INVOICE');
    const total = (key: 'total' | 'vat') =>
      notes.reduce((all, note) => all + (note.kind === 'CREDIT_NOTE' ? note[key] : -note[key]), 0);
    expect([total('total'), total('vat')], label).toEqual([sum, Math.round(sum / 6)]);
    const parts = (loses ? 1 : 0) + (when === 'none' ? 0 : 1);
    const told = loses && amount === 10_000 && when !== 'none' && notes.length === 1 ? 1 : parts;
    expect(await countOf(payload, orderId, 'payment.refunded'), label).toBe(told);
    expect(await countOf(payload, orderId, 'payment.disputed'), label).toBe(1);
    // Everything again under other ids changes nothing.
    for (const { type, created, data } of events) await takeEvent(payload, eventOf(type, data.object, created));
    expect(await stateOf(orderId), label).toEqual(expected);
    expect(
      (await issuedFor(payload, orderId)).filter(({ kind }) => kind !== 'INVOICE'),
      label,
    ).toEqual(notes);
  }
});
