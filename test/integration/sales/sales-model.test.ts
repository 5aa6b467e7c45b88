import { sql } from '@payloadcms/db-postgres';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { applyOnce } from '../../../src/events/apply-once.ts';
import { armCrashPoint } from '../../../src/events/crash-points.ts';
import { readDomainEvent } from '../../../src/events/read-domain-event.ts';
import { expireOrders } from '../../../src/services/sales/cancel-orders.ts';
import { applyLoyalty, countWrongBalances } from '../../../src/services/sales/loyalty.ts';
import { reconcilePayments } from '../../../src/services/sales/reconcile-payments.ts';
import {
  isGapless,
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
const { sales } = await staffTokens(payload);

const CARDS = { good: '4242424242424242', declined: '4000000000000002', poor: '4000000000009995' };
const STOCK = 12;

/** The points at which a process may crash: while it creates an intent, refunds, or processes a webhook. */
const CRASHES = [
  ...(['after-payment-row', 'after-intent-made', 'after-refund-row', 'after-refund-made'] as const),
  ...(['after-outbox-insert', 'after-commit'] as const),
];

const which = fc.nat(2);
const step = fc.oneof(
  fc.record({ do: fc.constant('intent' as const), which, fault: fc.constantFrom('none', 'lost', 'away') }),
  fc.record({
    do: fc.constant('pay' as const),
    which,
    card: fc.constantFrom<keyof typeof CARDS>('good', 'good', 'declined', 'poor'),
  }),
  fc.record({
    do: fc.constant('refund' as const),
    which,
    amount: fc.integer({ min: 1, max: 20_000 }),
    fault: fc.constantFrom('none', 'lost', 'away'),
  }),
  fc.record({ do: fc.constant('refund at Stripe' as const), which, amount: fc.integer({ min: 1, max: 20_000 }) }),
  fc.record({ do: fc.constant('dispute' as const), which, won: fc.boolean() }),
  fc.record({
    do: fc.constant('deliver' as const),
    order: fc.constantFrom('produced' as const, 'reversed' as const, 'shuffled' as const),
    copies: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({ do: fc.constant('drop one' as const), at: fc.nat(5) }),
  fc.record({ do: fc.constant('overdue' as const), which }),
  fc.record({ do: fc.constant('reconcile' as const) }),
  {
    arbitrary: fc.record({ do: fc.constant('crash' as const), which, point: fc.constantFrom(...CRASHES) }),
    weight: 3,
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const createCharge = (intentId: string | undefined) => intentId && stripe.state.intents.get(intentId)?.latest_charge;

const faulty = (operation: string, fault: string) => {
  stripe.faults.clear();
  if (fault === 'lost') stripe.faults.add({ operation, times: 9, execute: true, answer: 'broken' });
  if (fault === 'away') stripe.faults.add({ operation, times: 9, answer: 503 });
};

/** The client secrets that customers received, by order id. A customer whose response was lost has no secret and cannot pay. */
const secrets = new Map<string, string>();

async function requestIntent({ orderId, total, token }: PlacedOrder): Promise<void> {
  const body = { orderId, amount: total, currency: 'GBP' };
  const answer = await call('POST', '/v1/payments/create-intent', { token, body });
  if (answer.status === 200) secrets.set(orderId, (answer.body as { clientSecret: string }).clientSecret);
}

const requestRefund = ({ orderId }: PlacedOrder, pence: number) =>
  call('POST', `/v1/orders/${orderId}/refunds`, {
    token: sales,
    body: { amount: pence / 100, reason: 'requested_by_customer' },
  });

/** Simulates the death of a process at the crash point. Afterwards, expires all claims on payments. */
async function crash(point: (typeof CRASHES)[number], order: PlacedOrder): Promise<void> {
  const dying = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw new Error('The process died.');
  });
  const paid = stripe.webhooks.waiting().find(({ type }) => type === 'payment_intent.succeeded');
  armCrashPoint(point);
  if (point === 'after-payment-row' || point === 'after-intent-made') await requestIntent(order);
  else if (point === 'after-refund-row' || point === 'after-refund-made') await requestRefund(order, 1234);
  else if (paid) await stripe.webhooks.deliver(paid.id).catch(() => undefined);
  armCrashPoint(undefined);
  dying.mockRestore();
  await database(payload).execute(
    sql`UPDATE payments SET claimed_until = now() - interval '1 second' WHERE claimed_until IS NOT NULL`,
  );
}

async function applyStep(one: Step, orders: PlacedOrder[]): Promise<void> {
  const order = orders['which' in one ? one.which : 0] as PlacedOrder;
  const intents = [...stripe.state.intents.newestFirst()].filter(({ metadata }) => metadata.orderId === order.orderId);
  const intentId = intents[0]?.id;
  switch (one.do) {
    case 'intent':
      faulty('paymentIntents.create', one.fault);
      await requestIntent(order);
      break;
    case 'pay': {
      const secret = secrets.get(order.orderId);
      if (secret) await stripe.pay(secret, CARDS[one.card]);
      break;
    }
    case 'refund':
      faulty('refunds.create', one.fault);
      await requestRefund(order, one.amount);
      break;
    case 'refund at Stripe':
      if (createCharge(intentId)) {
        await stripe.stripe.refunds
          .create({ payment_intent: intentId as string, amount: one.amount })
          .catch(() => undefined);
      }
      break;
    case 'dispute': {
      const charge = createCharge(intentId);
      const known = [...stripe.state.disputes.newestFirst()].some((dispute) => dispute.charge === charge);
      if (typeof charge !== 'string' || known || stripe.state.charges.get(charge)?.refunded) break;
      if (stripe.state.intents.get(intentId as string)?.status !== 'succeeded') break;
      stripe.controls.closeDispute(stripe.controls.dispute(charge).id, one.won ? 'won' : 'lost');
      break;
    }
    case 'deliver':
      for (const { id } of stripe.webhooks.waiting().slice(0, 3)) {
        for (let copy = 1; copy < one.copies; copy += 1) await stripe.webhooks.deliver(id);
      }
      stripe.webhooks.resume(one.order);
      await stripe.webhooks.idle();
      stripe.webhooks.pause();
      break;
    case 'drop one':
      stripe.webhooks.drop(
        stripe.webhooks.waiting().filter(({ type }) => type.startsWith('payment_intent.'))[one.at]?.id ?? '',
      );
      break;
    case 'overdue':
      await database(payload).execute(
        sql`UPDATE orders SET payment_due_at = now() - interval '1 second' WHERE id = ${order.orderId}`,
      );
      await expireOrders(payload);
      break;
    case 'reconcile':
      await reconcilePayments(payload, 0);
      break;
    case 'crash':
      await crash(one.point, order);
  }
  stripe.faults.clear();
}

/** Applies every loyalty event of these orders twice, in random order, as a queue may deliver events. */
async function creditPoints(orders: PlacedOrder[]): Promise<void> {
  for (const { orderId } of orders) {
    const { rows } = await database(payload).execute<{ id: string }>(sql`
      SELECT id FROM domain_events WHERE payload->>'orderId' = ${orderId}
        AND topic IN ('payment.succeeded', 'payment.refunded') ORDER BY random()`);
    for (const { id } of [...rows, ...rows]) {
      const event = await readDomainEvent(payload, id);
      if (event?.topic !== 'payment.succeeded' && event?.topic !== 'payment.refunded') continue;
      await applyOnce(payload, id, 'loyalty', (req) => applyLoyalty(req, event as Parameters<typeof applyLoyalty>[1]));
    }
  }
}

async function check(orders: PlacedOrder[], product: string): Promise<void> {
  let reserved = 0;
  for (const order of orders) {
    const { status, payments } = await readOrderRow(shop, order);
    const live = payments.filter((payment) => payment.status !== 'CANCELLED');
    expect(live.length).toBeLessThanOrEqual(1);
    const intents = [...stripe.state.intents.newestFirst()].filter(
      ({ metadata }) => metadata.orderId === order.orderId,
    );
    expect(intents.filter((intent) => intent.status !== 'canceled').length).toBeLessThanOrEqual(1);
    const charges = [...stripe.state.charges.newestFirst()].filter(
      (charge) => charge.paid && intents.some(({ id }) => id === charge.payment_intent),
    );
    const lost = [...stripe.state.disputes.newestFirst()].some(
      (dispute) => dispute.status === 'lost' && charges.some(({ id }) => id === dispute.charge),
    );
    const kept = lost ? 0 : charges.reduce((sum, charge) => sum + charge.amount - charge.amount_refunded, 0);
    const [payment] = live;
    const paid = charges.length > 0;
    const ours = paid && payment ? Math.round((payment.amount - payment.refundedAmount) * 100) : 0;
    expect(ours).toBe(kept);
    const issued = await readInvoices(payload, order.orderId);
    expect(issued.filter(({ kind }) => kind === 'INVOICE')).toHaveLength(paid ? 1 : 0);
    const total = (kind: string) => issued.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.total, 0);
    expect(total('INVOICE') - total('CREDIT_NOTE') + total('DEBIT_NOTE')).toBe(kept);
    const { loyaltyPoints } = (await call('GET', '/v1/me', { token: order.token })).body as { loyaltyPoints: number };
    expect(loyaltyPoints).toBe(Math.floor(kept / 100));
    if (status !== 'CANCELLED') reserved += 1;
    expect(status === 'PENDING' || status === 'CANCELLED').toBe(!paid);
  }
  expect(await readStock(payload, product)).toBe(STOCK - reserved);
}

test('every pound is counted once, for random steps in random order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const product = await makeSaleProduct(payload, { price: 15_050, stock: STOCK });
      const orders = await Promise.all(
        Array.from({ length: 3 }, async () => shop.order(product, 1, await makeBuyer(payload))),
      );
      stripe.webhooks.pause();
      // Start with one paid order and one order with an unpaid intent, so that the random steps reach more states.
      await requestIntent(orders[1] as PlacedOrder);
      await requestIntent(orders[0] as PlacedOrder);
      await applyStep({ do: 'pay', which: 0, card: 'good' }, orders);
      for (const one of steps) await applyStep(one, orders);
      stripe.webhooks.resume('shuffled');
      await stripe.webhooks.idle();
      await reconcilePayments(payload, 0);
      await creditPoints(orders);
      await check(orders, product);
      const issued = await readInvoices(payload);
      for (const kind of ['INVOICE', 'CREDIT_NOTE', 'DEBIT_NOTE']) expect(isGapless(issued, kind)).toBe(true);
      expect(await countWrongBalances(payload)).toBe(0);
    }),
    { numRuns: 20, endOnFailure: true },
  );
}, 240_000);
