import { createHmac } from 'node:crypto';
import type { Cleanup } from './cleanup.ts';
import type { BenchCustomer } from './data.ts';
import { startProgram } from './programs.ts';
import { type BenchSite, startBenchSite } from './site.ts';

export const WEBHOOK = '/v1/webhooks/stripe';
const PRICE_PENCE = 149_999;

/** Starts a site, and the Stripe simulator for it as a separate process. */
export async function startBenchShop(cleanup: Cleanup): Promise<BenchSite & { stripeUrl: string }> {
  const site = await startBenchSite(cleanup);
  const stripe = startProgram('bench/stripe-program.ts', site, cleanup);
  const { url } = await stripe.message<{ url: string }>('listening');
  return { ...site, stripeUrl: url, environment: { ...site.environment, STRIPE_API_URL: url } };
}

/** Inserts published products with more stock than any benchmark sells. @returns their ids. */
export async function insertProducts({ database }: BenchSite, count: number): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `INSERT INTO products (id, title, slug, category, price, currency, stock, _status)
     SELECT uuidv7(), format('Kitchen %s', n), format('kitchen-%s', n), 'KITCHEN', $2::int, 'GBP', 1000000, 'published'
     FROM generate_series(1, $1::int) AS n RETURNING id`,
    [count, PRICE_PENCE],
  );
  return rows.map(({ id }) => id);
}

/** A payment that has not succeeded yet. */
export type Waiting = { paymentId: string; orderId: string; intentId: string; userId: string };

let batch = 0;

/** Inserts orders with payment intents, ready for a webhook. */
export async function insertWaiting(
  { database }: BenchSite,
  customers: readonly BenchCustomer[],
  count: number,
): Promise<Waiting[]> {
  batch += 1;
  const users = customers.map(({ id }) => id);
  const { rows } = await database.query<Waiting>(
    `WITH made AS (
       INSERT INTO orders (id, order_number, status, customer_id, payment_due_at, subtotal, vat, total, vat_rate, billing_name)
       SELECT uuidv7(), format('BENCH-%s-%s', $1::int, n), 'PENDING', ($2::uuid[])[1 + n % $3::int], now() + interval '1 day',
         124999, 25000, ${PRICE_PENCE}, 20, 'Ada Lovelace'
       FROM generate_series(1, $4::int) AS n RETURNING id, order_number, customer_id),
     lines AS (
       INSERT INTO orders_items (_order, _parent_id, id, title, quantity, unit_price)
       SELECT 1, id, gen_random_uuid()::text, 'Kitchen', 1, ${PRICE_PENCE} FROM made)
     INSERT INTO payments (id, order_id, status, amount, stripe_payment_intent_id, client_secret, checked_at)
     SELECT uuidv7(), id, 'PENDING', ${PRICE_PENCE}, 'pi_' || replace(order_number, '-', '_'), 'secret', now() FROM made
     RETURNING id AS "paymentId", order_id AS "orderId", stripe_payment_intent_id AS "intentId",
       (SELECT customer_id FROM made WHERE made.id = order_id) AS "userId"`,
    [batch, users, users.length, count],
  );
  return rows;
}

let event = 0;

/** The body of a `payment_intent` event for this payment. It is as large as Stripe's events. */
export function eventBody(
  { paymentId, orderId, intentId, userId }: Waiting,
  type: 'succeeded' | 'payment_failed',
): string {
  event += 1;
  const succeeded = type === 'succeeded';
  const object = {
    ...{
      id: intentId,
      object: 'payment_intent',
      amount: PRICE_PENCE,
      amount_received: succeeded ? PRICE_PENCE : 0,
      currency: 'gbp',
    },
    metadata: { paymentId, orderId, userId },
    status: succeeded ? 'succeeded' : 'requires_payment_method',
    last_payment_error: succeeded ? null : { code: 'card_declined', message: 'Your card was declined.' },
    description: 'x'.repeat(1500),
  };
  const created = Math.floor(Date.now() / 1000);
  return JSON.stringify({
    id: `evt_bench_${event}`,
    object: 'event',
    type: `payment_intent.${type}`,
    created,
    data: { object },
  });
}

/** A webhook request with a signature like Stripe's. */
export function signedRequest({ environment }: BenchSite, body: string): RequestInit {
  const timestamp = Math.floor(Date.now() / 1000);
  const secret = environment.STRIPE_WEBHOOK_SECRET ?? '';
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${timestamp},v1=${signature}` };
  return { method: 'POST', headers, body };
}

/** Sends a request and returns its JSON body. @throws Error if the status is not `status`. */
export async function expectJson<T>(url: string, init: RequestInit, status: number): Promise<T> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (response.status !== status) throw new Error(`${url} returned ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

/** Runs `work` for each item, `count` at a time. @returns the milliseconds for all items, and for each item */
export async function runWithConcurrency<T>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
): Promise<{ total: number; each: number[] }> {
  const queue = items.values();
  const each: number[] = [];
  const start = performance.now();
  await Promise.all(
    Array.from({ length: count }, async () => {
      for (const item of queue) {
        const begun = performance.now();
        await work(item);
        each.push(performance.now() - begun);
      }
    }),
  );
  return { total: performance.now() - start, each };
}
