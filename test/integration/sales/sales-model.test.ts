import { sql } from '@payloadcms/db-postgres';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { armCrashPoint } from '../../../src/events/crash-points.ts';
import { once } from '../../../src/events/once.ts';
import { readEvent } from '../../../src/events/read-event.ts';
import { expireOrders } from '../../../src/services/sales/expire-orders.ts';
import { applyLoyalty, wrongBalances } from '../../../src/services/sales/loyalty.ts';
import { reconcilePayments } from '../../../src/services/sales/reconcile-payments.ts';
import { staffTokens } from '../../support/gateway.ts';
import {
  isGapless,
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
const { sales } = await staffTokens(payload);

const CARDS = { good: '4242424242424242', declined: '4000000000000002', poor: '4000000000009995' };
const STOCK = 12;

/** Where a process dies: while it makes an intent, refunds, or takes in a webhook. */
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

const chargeOf = (intentId: string | undefined) => intentId && stripe.state.intents.get(intentId)?.latest_charge;

const faulty = (operation: string, fault: string) => {
  stripe.faults.clear();
  if (fault === 'lost') stripe.faults.add({ operation, times: 9, execute: true, answer: 'broken' });
  if (fault === 'away') stripe.faults.add({ operation, times: 9, answer: 503 });
};

/** The secrets that customers were given, by order: nobody pays with one that was lost on its way. */
const secrets = new Map<string, string>();

async function askForIntent({ orderId, total, token }: Placed): Promise<void> {
  const body = { orderId, amount: total, currency: 'GBP' };
  const answer = await call('POST', '/v1/payments/create-intent', { token, body });
  if (answer.status === 200) secrets.set(orderId, (answer.body as { clientSecret: string }).clientSecret);
}

const askForRefund = ({ orderId }: Placed, pence: number) =>
  call('POST', `/v1/orders/${orderId}/refunds`, {
    token: sales,
    body: { amount: pence / 100, reason: 'requested_by_customer' },
  });

/** Nothing after the crash point happens. What the process had claimed is free again after a time, which has passed. */
async function crash(point: (typeof CRASHES)[number], order: Placed): Promise<void> {
  const dying = vi.spyOn(process, 'kill').mockImplementation(() => {
    throw new Error('The process died.');
  });
  const paid = stripe.webhooks.waiting().find(({ type }) => type === 'payment_intent.succeeded');
  armCrashPoint(point);
  if (point === 'after-payment-row' || point === 'after-intent-made') await askForIntent(order);
  else if (point === 'after-refund-row' || point === 'after-refund-made') await askForRefund(order, 1234);
  else if (paid) await stripe.webhooks.deliver(paid.id).catch(() => undefined);
  armCrashPoint(undefined);
  dying.mockRestore();
  await database(payload).execute(
    sql`UPDATE payments SET claimed_until = now() - interval '1 second' WHERE claimed_until IS NOT NULL`,
  );
}

async function take(one: Step, orders: Placed[]): Promise<void> {
  const order = orders['which' in one ? one.which : 0] as Placed;
  const intents = [...stripe.state.intents.newestFirst()].filter(({ metadata }) => metadata.orderId === order.orderId);
  const intentId = intents[0]?.id;
  switch (one.do) {
    case 'intent':
      faulty('paymentIntents.create', one.fault);
      await askForIntent(order);
      break;
    case 'pay': {
      const secret = secrets.get(order.orderId);
      if (secret) await stripe.pay(secret, CARDS[one.card]);
      break;
    }
    case 'refund':
      faulty('refunds.create', one.fault);
      await askForRefund(order, one.amount);
      break;
    case 'refund at Stripe':
      if (chargeOf(intentId)) {
        await stripe.stripe.refunds
          .create({ payment_intent: intentId as string, amount: one.amount })
          .catch(() => undefined);
      }
      break;
    case 'dispute': {
      const charge = chargeOf(intentId);
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

/** Every loyalty event of these orders, twice and in an order of chance, as a queue may bring them. */
async function creditPoints(orders: Placed[]): Promise<void> {
  for (const { orderId } of orders) {
    const { rows } = await database(payload).execute<{ id: string }>(sql`
      SELECT id FROM domain_events WHERE payload->>'orderId' = ${orderId}
        AND topic IN ('payment.succeeded', 'payment.refunded') ORDER BY random()`);
    for (const { id } of [...rows, ...rows]) {
      const event = await readEvent(payload, id);
      if (event?.topic !== 'payment.succeeded' && event?.topic !== 'payment.refunded') continue;
      await once(payload, id, 'loyalty', (req) => applyLoyalty(req, event as Parameters<typeof applyLoyalty>[1]));
    }
  }
}

async function check(orders: Placed[], product: string): Promise<void> {
  let reserved = 0;
  for (const order of orders) {
    const { status, payments } = await readOrder(shop, order);
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
    const issued = await issuedFor(payload, order.orderId);
    expect(issued.filter(({ kind }) => kind === 'INVOICE')).toHaveLength(paid ? 1 : 0);
    const total = (kind: string) => issued.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.total, 0);
    expect(total('INVOICE') - total('CREDIT_NOTE') + total('DEBIT_NOTE')).toBe(kept);
    const { loyaltyPoints } = (await call('GET', '/v1/me', { token: order.token })).body as { loyaltyPoints: number };
    expect(loyaltyPoints).toBe(Math.floor(kept / 100));
    if (status !== 'CANCELLED') reserved += 1;
    expect(status === 'PENDING' || status === 'CANCELLED').toBe(!paid);
  }
  expect(await stockOf(payload, product)).toBe(STOCK - reserved);
}

test('whatever happens in whatever order, every pound is accounted for once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
      const product = await makeProduct(payload, { price: 15_050, stock: STOCK });
      const orders = await Promise.all(
        Array.from({ length: 3 }, async () => shop.order(product, 1, await makeBuyer(payload))),
      );
      stripe.webhooks.pause();
      // From a paid order and one that is about to be, chance gets further than from nothing.
      await askForIntent(orders[1] as Placed);
      await askForIntent(orders[0] as Placed);
      await take({ do: 'pay', which: 0, card: 'good' }, orders);
      for (const one of steps) await take(one, orders);
      stripe.webhooks.resume('shuffled');
      await stripe.webhooks.idle();
      await reconcilePayments(payload, 0);
      await creditPoints(orders);
      await check(orders, product);
      const issued = await issuedFor(payload);
      for (const kind of ['INVOICE', 'CREDIT_NOTE', 'DEBIT_NOTE']) expect(isGapless(issued, kind)).toBe(true);
      expect(await wrongBalances(payload)).toBe(0);
    }),
    { numRuns: 20, endOnFailure: true },
  );
}, 240_000);
