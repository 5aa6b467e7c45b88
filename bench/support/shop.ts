import { createHmac } from 'node:crypto';
import type { Cleanup } from './cleanup.ts';
import type { BenchCustomer } from './data.ts';
import { startProgram } from './programs.ts';
import { type BenchSite, startSite } from './site.ts';

export const WEBHOOK = '/v1/webhooks/stripe';
const PRICE = 149_999;

/** A site with products in stock, whose Stripe is the simulator in a process of its own. */
export async function startShop(cleanup: Cleanup): Promise<BenchSite & { stripeUrl: string }> {
  const site = await startSite(cleanup);
  const stripe = startProgram('bench/stripe-program.ts', site, cleanup);
  const { url } = await stripe.message<{ url: string }>('listening');
  return { ...site, stripeUrl: url, environment: { ...site.environment, STRIPE_API_URL: url } };
}

/** Puts in published products with more stock than any benchmark sells. @returns their ids. */
export async function insertProducts({ database }: BenchSite, count: number): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `INSERT INTO products (id, title, slug, category, price, currency, stock, _status)
     SELECT uuidv7(), format('Kitchen %s', n), format('kitchen-%s', n), 'KITCHEN', $2::int, 'GBP', 1000000, 'published'
     FROM generate_series(1, $1::int) AS n RETURNING id`,
    [count, PRICE],
  );
  return rows.map(({ id }) => id);
}

/** A payment that waits for its money. */
export type Waiting = { paymentId: string; orderId: string; intentId: string; userId: string };

let batch = 0;

/** Puts in orders whose intents are made: what a webhook finds. */
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
         124999, 25000, ${PRICE}, 20, 'Ada Lovelace'
       FROM generate_series(1, $4::int) AS n RETURNING id, order_number, customer_id),
     lines AS (
       INSERT INTO orders_items (_order, _parent_id, id, title, quantity, unit_price)
       SELECT 1, id, gen_random_uuid()::text, 'Kitchen', 1, ${PRICE} FROM made)
     INSERT INTO payments (id, order_id, status, amount, stripe_payment_intent_id, client_secret, checked_at)
     SELECT uuidv7(), id, 'PENDING', ${PRICE}, 'pi_' || replace(order_number, '-', '_'), 'secret', now() FROM made
     RETURNING id AS "paymentId", order_id AS "orderId", stripe_payment_intent_id AS "intentId",
       (SELECT customer_id FROM made WHERE made.id = order_id) AS "userId"`,
    [batch, users, users.length, count],
  );
  return rows;
}

let event = 0;

/** The body of the event that such a payment has succeeded, or failed, as big as Stripe's are. */
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
      amount: PRICE,
      amount_received: succeeded ? PRICE : 0,
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

/** A webhook as Stripe sends it. */
export function signedRequest({ environment }: BenchSite, body: string): RequestInit {
  const timestamp = Math.floor(Date.now() / 1000);
  const secret = environment.STRIPE_WEBHOOK_SECRET ?? '';
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const headers = { 'content-type': 'application/json', 'stripe-signature': `t=${timestamp},v1=${signature}` };
  return { method: 'POST', headers, body };
}

/** Sends a request and gives its JSON. @throws Error when it was not answered with `status`. */
export async function expectJson<T>(url: string, init: RequestInit, status: number): Promise<T> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (response.status !== status) throw new Error(`${url} answered ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

/** Does `work` for each item, so many at a time. @returns the milliseconds of all, and of each. */
export async function atATime<T>(
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
