import { randomUUID } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { sessionOf, type Transactional, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import { uuidv7 } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { type Pieces, reserveStock, type SoldLine } from '../catalogue/stock.ts';
import { idempotently, type StoredReply } from '../idempotency.ts';
import { salesTerms } from '../settings/sales-terms.ts';
import { containedVat, toPounds, type Vat } from './money.ts';
import { requireFewUnpaid } from './order-limits.ts';
import type { OrderRequest } from './order-request.ts';

/** What Stripe takes in pounds sterling, in pence. */
const LEAST = 30;
const MOST = 99_999_999;

/** Who orders; the name goes on the invoice. */
export type Buyer = { customerId: string; name: string };

/**
 * Makes an order at the prices of now and reserves its stock (api.md §4), in one transaction. Like a booking it writes its
 * rows itself (docs/decisions/0003).
 * @throws Problem limit_reached, out_of_stock, product_unavailable, validation_failed (a total that no card pays),
 * idempotency_conflict, idempotency_key_reused.
 */
export function createOrder(
  payload: Payload,
  buyer: Buyer,
  request: OrderRequest,
  idempotencyKey?: string,
): Promise<StoredReply> {
  return withTransaction(payload, (req) =>
    idempotently(req, { scope: `order:${buyer.customerId}`, key: idempotencyKey, input: request }, () =>
      store(req, buyer, request),
    ),
  );
}

async function store(req: Transactional, buyer: Buyer, request: OrderRequest): Promise<StoredReply> {
  await requireFewUnpaid(req, buyer.customerId, request.items);
  const lines = await reserveStock(req, merged(request.items));
  const { vatRate, paymentWindowHours } = await salesTerms(req);
  const amounts = containedVat(
    lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
    vatRate,
  );
  if (amounts.total < LEAST || amounts.total > MOST) {
    const message = `An order comes to between £${toPounds(LEAST).toFixed(2)} and £${toPounds(MOST).toFixed(2)}.`;
    throw new Problem('validation_failed', message, { errors: [{ path: 'items', message }] });
  }
  const orderId = uuidv7();
  const { customerId } = buyer;
  const orderNumber = await insert(req, orderId, buyer, request, lines, amounts, { vatRate, paymentWindowHours });
  await emit(req, 'order.created', { orderId, userId: customerId, total: amounts.total, currency: 'GBP' });
  return { status: 201, body: { orderId, orderNumber, status: 'PENDING', ...pricesOf(lines, amounts) } };
}

/** Each product once, as a sum. */
function merged(items: readonly Pieces[]): Pieces[] {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of items) quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
}

/** Lines and amounts in the pounds of `/v1`. */
export const pricesOf = (
  lines: readonly (Omit<SoldLine, 'productId'> & { productId: string | null })[],
  amounts: Vat,
) => ({
  items: lines.map(({ productId, title, quantity, unitPrice }) => ({
    ...{ productId, title, quantity },
    unitPrice: toPounds(unitPrice),
  })),
  subtotal: toPounds(amounts.subtotal),
  vat: toPounds(amounts.vat),
  total: toPounds(amounts.total),
  currency: 'GBP' as const,
});

async function insert(
  req: Transactional,
  orderId: string,
  { customerId, name }: Buyer,
  { billingAddress, notes }: OrderRequest,
  lines: readonly SoldLine[],
  { subtotal, vat, total }: Vat,
  { vatRate, paymentWindowHours }: { vatRate: number; paymentWindowHours: number },
): Promise<string> {
  const tx = await sessionOf(req);
  const items = lines.map((line, index) => ({ ...line, id: randomUUID(), order: index + 1 }));
  const { rows } = await tx.execute<{ orderNumber: string }>(
    sql`
    WITH made AS (
      INSERT INTO orders (id, order_number, status, customer_id, payment_due_at, subtotal, vat, total, vat_rate, currency,
        billing_name, billing_address, notes)
      VALUES (${orderId}, 'LW-' || nextval('order_numbers'), 'PENDING', ${customerId},
        now() + ${paymentWindowHours} * interval '1 hour', ${subtotal}, ${vat}, ${total}, ${vatRate}, 'GBP',
        ${name}, ${billingAddress ?? null}, ${notes ?? null})
      RETURNING order_number),
    lines AS (
      INSERT INTO orders_items (_order, _parent_id, id, product_id, title, quantity, unit_price)
      SELECT "order", ${orderId}, id, "productId", title, quantity, "unitPrice"
      FROM jsonb_to_recordset(${JSON.stringify(items)}::jsonb) AS item
        ("order" int, id text, "productId" uuid, title text, quantity int, "unitPrice" int))
    SELECT order_number AS "orderNumber" FROM made`,
    { prepared: true },
  );
  return (rows[0] as { orderNumber: string }).orderNumber;
}
