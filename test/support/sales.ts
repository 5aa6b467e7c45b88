import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../src/database/transaction.ts';
import { makeCustomer } from './appointments.ts';
import { customerToken, type GatewaySite, startGateway } from './gateway.ts';
import { startStripe, type TestStripe, WEBHOOK_SECRET } from './stripe.ts';

let number = 0;

/** A published product; price in pence. */
export async function makeProduct(payload: Payload, data: { price?: number; stock?: number; title?: string } = {}) {
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

/** How much there is of a product. */
export async function stockOf(payload: Payload, id: string): Promise<number> {
  const { rows } = await database(payload).execute<{ stock: number }>(
    sql`SELECT stock::int AS stock FROM products WHERE id = ${id}`,
  );
  return rows[0]?.stock as number;
}

export type Buyer = { customerId: string; token: string };

/** A verified customer with an access token. */
export async function makeBuyer(payload: Payload): Promise<Buyer> {
  const customerId = await makeCustomer(payload);
  return { customerId, token: await customerToken(payload, customerId) };
}

export type Placed = Buyer & { orderId: string; total: number };

export type Shop = GatewaySite & {
  stripe: TestStripe;
  /** An order by a new customer, or by `buyer`. */
  order(product: string, quantity?: number, buyer?: Buyer): Promise<Placed>;
  /** The client secret of an order. */
  intent(order: Placed, key?: string): Promise<string>;
  /** An order that is paid, and of whose payment Stripe has told. */
  paidOrder(product: string, quantity?: number): Promise<Placed & { intentId: string }>;
};

/** The site over HTTP with a Stripe of its own that sends it webhooks. */
export async function startShop(overrides: Record<string, string> = {}): Promise<Shop> {
  const stripe = await startStripe();
  const site = await startGateway({ ...stripe.environment, ...overrides });
  stripe.webhooks.sendTo({ url: `${site.base}/v1/webhooks/stripe`, secrets: [WEBHOOK_SECRET] });
  const { payload, call } = site;

  const order: Shop['order'] = async (product, quantity = 1, given) => {
    const buyer = given ?? (await makeBuyer(payload));
    const { status, body } = await call('POST', '/v1/orders', {
      token: buyer.token,
      body: { items: [{ productId: product, quantity }] },
    });
    if (status !== 201) throw new Error(`Not ordered: ${status} ${JSON.stringify(body)}`);
    const { orderId, total } = body as { orderId: string; total: number };
    return { ...buyer, orderId, total };
  };
  const intent: Shop['intent'] = async ({ orderId, total, token }, key) => {
    const { status, body } = await call('POST', '/v1/payments/create-intent', {
      token,
      body: { orderId, amount: total, currency: 'GBP' },
      headers: key ? { 'idempotency-key': key } : {},
    });
    if (status !== 200) throw new Error(`No intent: ${status} ${JSON.stringify(body)}`);
    return (body as { clientSecret: string }).clientSecret;
  };
  const paidOrder: Shop['paidOrder'] = async (product, quantity) => {
    const placed = await order(product, quantity);
    const secret = await intent(placed);
    await stripe.pay(secret);
    await stripe.webhooks.idle();
    return { ...placed, intentId: secret.split('_secret_')[0] as string };
  };
  return { ...site, stripe, order, intent, paidOrder };
}

/** An order as `/v1` shows it to its owner. */
export async function readOrder({ call }: Pick<Shop, 'call'>, { orderId, token }: Pick<Placed, 'orderId' | 'token'>) {
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

/** The events of an order, oldest first. */
export async function eventsOf(payload: Payload, orderId: string) {
  const { rows } = await database(payload).execute<{ topic: string; payload: Record<string, unknown> }>(
    sql`SELECT topic, payload FROM domain_events WHERE payload->>'orderId' = ${orderId} ORDER BY id`,
  );
  return rows;
}

/** How many events of a topic an order has. */
export const countOf = async (payload: Payload, orderId: string, topic: string) =>
  (await eventsOf(payload, orderId)).filter((event) => event.topic === topic).length;

export type InvoiceRow = { number: string; kind: string; subtotal: number; vat: number; total: number };

/** Everything issued, of one order or of all, in the order of its numbers. */
export async function issuedFor(payload: Payload, orderId?: string): Promise<InvoiceRow[]> {
  const { rows } = await database(payload).execute<InvoiceRow>(sql`
    SELECT number, kind::text AS kind, subtotal::int AS subtotal, vat::int AS vat, total::int AS total FROM invoices
    WHERE ${orderId ? sql`order_id = ${orderId}` : sql`true`} ORDER BY kind, number`);
  return rows;
}

/** The numbers of a series are 1, 2, 3 … without a gap. */
export function isGapless(invoices: readonly InvoiceRow[], kind: string): boolean {
  const numbers = invoices.filter((one) => one.kind === kind).map(({ number }) => Number(number.split('-')[2]));
  return numbers.sort((a, b) => a - b).every((number, index) => number === index + 1);
}
