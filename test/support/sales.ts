import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../src/database/transaction.ts';
import { makeCustomer } from './appointments.ts';
import { customerToken, type GatewaySite, startGateway } from './gateway.ts';
import { startTestStripe, type TestStripe, WEBHOOK_SECRET } from './stripe.ts';

let number = 0;

/** Creates a published product; `price` is in pence. */
export async function makeSaleProduct(payload: Payload, data: { price?: number; stock?: number; title?: string } = {}) {
  number += 1;
  const { price = 149_999, stock = 1000, title = `Shaker kitchen ${number}` } = data;
  const { id } = await payload.create({
    collection: 'products',
    data: {
      ...{ title, price, stock, slug: `product-${number}-${Date.now()}`, category: 'KITCHEN', currency: 'GBP' },
      _status: 'published',
    },
  });
  return id;
}

/** Returns the stock of a product. */
export async function readStock(payload: Payload, id: string): Promise<number> {
  const { rows } = await database(payload).execute<{ stock: number }>(
    sql`SELECT stock::int AS stock FROM products WHERE id = ${id}`,
  );
  return rows[0]?.stock as number;
}

export type TestBuyer = { customerId: string; token: string };

/** Creates a verified customer with an access token. */
export async function makeBuyer(payload: Payload): Promise<TestBuyer> {
  const customerId = await makeCustomer(payload);
  return { customerId, token: await customerToken(payload, customerId) };
}

export type PlacedOrder = TestBuyer & { orderId: string; total: number };

export type Shop = GatewaySite & {
  stripe: TestStripe;
  /** Places an order as a new customer, or as `buyer`. */
  order(product: string, quantity?: number, buyer?: TestBuyer): Promise<PlacedOrder>;
  /** Creates the payment intent of an order and returns its client secret. */
  intent(order: PlacedOrder, key?: string): Promise<string>;
  /** Places an order, pays it with `card` (by default a card that succeeds), and waits for Stripe's webhook. */
  paidOrder(product: string, quantity?: number, card?: string): Promise<PlacedOrder & { intentId: string }>;
};

/** Starts the site over HTTP with its own Stripe simulator, which sends its webhooks to the site. */
export async function startShop(overrides: Record<string, string> = {}): Promise<Shop> {
  const stripe = await startTestStripe();
  const site = await startGateway({ ...stripe.environment, ...overrides });
  stripe.webhooks.sendTo({ url: `${site.base}/v1/webhooks/stripe`, secrets: [WEBHOOK_SECRET] });
  const { payload, call } = site;

  const order: Shop['order'] = async (product, quantity = 1, given) => {
    const buyer = given ?? (await makeBuyer(payload));
    const { status, body } = await call('POST', '/v1/orders', {
      token: buyer.token,
      body: { items: [{ productId: product, quantity }] },
    });
    if (status !== 201) throw new Error(`The order failed: ${status} ${JSON.stringify(body)}`);
    const { orderId, total } = body as { orderId: string; total: number };
    return { ...buyer, orderId, total };
  };
  const intent: Shop['intent'] = async ({ orderId, total, token }, key) => {
    const { status, body } = await call('POST', '/v1/payments/create-intent', {
      token,
      body: { orderId, amount: total, currency: 'GBP' },
      headers: key ? { 'idempotency-key': key } : {},
    });
    if (status !== 200) throw new Error(`Creating the intent failed: ${status} ${JSON.stringify(body)}`);
    return (body as { clientSecret: string }).clientSecret;
  };
  const paidOrder: Shop['paidOrder'] = async (product, quantity, card) => {
    const placed = await order(product, quantity);
    const secret = await intent(placed);
    await stripe.pay(secret, card);
    await stripe.webhooks.idle();
    return { ...placed, intentId: secret.split('_secret_')[0] as string };
  };
  return { ...site, stripe, order, intent, paidOrder };
}

/** Returns an order as `/v1` returns it to its customer. */
export async function readOrderRow(
  { call }: Pick<Shop, 'call'>,
  { orderId, token }: Pick<PlacedOrder, 'orderId' | 'token'>,
) {
  const { body } = await call('GET', `/v1/orders/${orderId}`, { token });
  return body as {
    status: string;
    total: number;
    payments: {
      paymentId: string;
      status: string;
      amount: number;
      refundedAmount: number;
      failureCode: string | null;
    }[];
    invoice: { invoiceId: string; number: string; total: number; url: string } | null;
    creditNotes: { invoiceId: string; number: string; total: number }[];
    debitNotes: { invoiceId: string; number: string; total: number }[];
  };
}

/** Returns the events of an order, oldest first. */
export async function readEvents(payload: Payload, orderId: string) {
  const { rows } = await database(payload).execute<{ topic: string; payload: Record<string, unknown> }>(
    sql`SELECT topic, payload FROM domain_events WHERE payload->>'orderId' = ${orderId} ORDER BY id`,
  );
  return rows;
}

/** Returns the number of events of a topic for an order. */
export const countTableRows = async (payload: Payload, orderId: string, topic: string) =>
  (await readEvents(payload, orderId)).filter((event) => event.topic === topic).length;

export type IssuedInvoice = { number: string; kind: string; subtotal: number; vat: number; total: number };

/** Returns the invoices of one order or of all orders, ordered by kind and number. */
export async function readInvoices(payload: Payload, orderId?: string): Promise<IssuedInvoice[]> {
  const { rows } = await database(payload).execute<IssuedInvoice>(sql`
    SELECT number, kind::text AS kind, subtotal::int AS subtotal, vat::int AS vat, total::int AS total FROM invoices
    WHERE ${orderId ? sql`order_id = ${orderId}` : sql`true`} ORDER BY kind, number`);
  return rows;
}

/** Whether the numbers of this kind are 1, 2, 3 … without gaps. */
export function isGapless(invoices: readonly IssuedInvoice[], kind: string): boolean {
  const numbers = invoices.filter((invoice) => invoice.kind === kind).map(({ number }) => Number(number.split('-')[2]));
  return numbers.sort((a, b) => a - b).every((number, index) => number === index + 1);
}
