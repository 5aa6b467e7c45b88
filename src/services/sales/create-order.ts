import { randomUUID } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { z } from 'zod';
import { runIdempotently, type StoredReply } from '../../database/idempotency.ts';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { scaleLimit } from '../../lib/http.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { extractVat, toPounds, toPoundsText, type Vat } from '../../lib/money.ts';
import { Problem } from '../../lib/problem.ts';
import { textInput } from '../../lib/text.ts';
import { type ProductQuantity, reserveStock, type SoldLine } from '../catalogue/index.ts';
import { lockCustomer } from '../identity/index.ts';
import { readSalesTerms } from '../settings/index.ts';

const text = textInput();

/**
 * The body of `POST /v1/orders` (docs/spec/api.md#4-orders-and-payments). If a product occurs twice, its quantities are added up.
 */
export const orderRequest = z.strictObject({
  items: z
    .array(z.strictObject({ productId: z.uuid().toLowerCase(), quantity: z.int().min(1).max(999) }))
    .min(1)
    .max(50),
  billingAddress: text.optional(),
  notes: text.optional(),
});

export type OrderRequest = z.output<typeof orderRequest>;

/**
 * The maximum number of unpaid orders per customer, and the maximum number of pieces that these orders may reserve (×
 * RATE_LIMIT_MULTIPLIER).
 */
const MAX_UNPAID_ORDERS = 5;
const MAX_UNPAID_PIECES = 20;

/**
 * Refuses an order that would exceed a customer's limit of unpaid orders or reserved pieces. Locks the customer's row until the
 * transaction ends, so that concurrent orders are counted one after the other.
 * @throws Problem limit_reached
 */
export async function assertCanOrderMore(
  req: Transactional,
  customerId: string,
  items: readonly Pick<ProductQuantity, 'quantity'>[],
): Promise<void> {
  await lockCustomer(req, customerId);
  const tx = await transactionOf(req);
  // Count in a separate statement: the lock statement would not see rows that were committed while it waited.
  const { rows } = await tx.execute<{ orders: number; pieces: number }>(
    sql`
    SELECT count(DISTINCT orders.id)::int AS orders, coalesce(sum(quantity), 0)::float8 AS pieces
    FROM orders LEFT JOIN orders_items ON _parent_id = orders.id
    WHERE customer_id = ${customerId} AND status = 'PENDING'`,
    { prepared: true },
  );
  const { orders = 0, pieces = 0 } = rows[0] ?? {};
  const maxOrders = scaleLimit(req.payload, MAX_UNPAID_ORDERS);
  const maxPieces = scaleLimit(req.payload, MAX_UNPAID_PIECES);
  if (orders >= maxOrders) {
    throw new Problem('limit_reached', `You have ${orders} unpaid orders. Pay for one of them first.`);
  }
  const requestedPieces = items.reduce((sum, { quantity }) => sum + quantity, 0);
  if (pieces + requestedPieces > maxPieces) {
    const remaining = Math.max(0, maxPieces - pieces);
    const pieceLimit = `${remaining} more ${remaining === 1 ? 'piece' : 'pieces'}`;
    throw new Problem('limit_reached', `You can order ${pieceLimit}. To order more, first pay for your unpaid orders.`);
  }
}

/** Stripe's minimum and maximum amounts for payments in sterling. Both are in pence. */
const MIN_TOTAL_PENCE = 30;
const MAX_TOTAL_PENCE = 99_999_999;

/** The customer who places an order. The name is printed on the invoice. */
export type Buyer = { customerId: string; name: string };

/**
 * Creates an order at current prices and reserves its stock (docs/spec/api.md#4-orders-and-payments), in one transaction. Like
 * a booking, an order is inserted by SQL (docs/decisions/0003-bookings-inserted-with-sql.md).
 * @throws Problem limit_reached, out_of_stock, product_unavailable, validation_failed (for a total outside Stripe's limits),
 * idempotency_conflict, idempotency_key_reused
 */
export function createOrder(
  payload: Payload,
  buyer: Buyer,
  request: OrderRequest,
  idempotencyKey?: string,
): Promise<StoredReply> {
  return withTransaction(payload, (req) =>
    runIdempotently(req, { scope: `order:${buyer.customerId}`, key: idempotencyKey, input: request }, () =>
      storeOrder(req, buyer, request),
    ),
  );
}

async function storeOrder(req: Transactional, buyer: Buyer, request: OrderRequest): Promise<StoredReply> {
  await assertCanOrderMore(req, buyer.customerId, request.items);
  const lines = await reserveStock(req, mergeItems(request.items));
  const { vatRate, paymentWindowHours } = await readSalesTerms(req);
  const amounts = extractVat(
    lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0),
    vatRate,
  );
  if (amounts.total < MIN_TOTAL_PENCE || amounts.total > MAX_TOTAL_PENCE) {
    const message = `The total of an order must be between £${toPoundsText(MIN_TOTAL_PENCE)} and £${toPoundsText(MAX_TOTAL_PENCE)}.`;
    throw new Problem('validation_failed', message, { errors: [{ path: 'items', message }] });
  }
  const orderId = uuidv7();
  const { customerId } = buyer;
  const orderNumber = await insertOrder(req, orderId, buyer, request, lines, amounts, { vatRate, paymentWindowHours });
  await emit(req, 'order.created', { orderId, userId: customerId, total: amounts.total, currency: 'GBP' });
  return { status: 201, body: { orderId, orderNumber, status: 'PENDING', ...toPrices(lines, amounts) } };
}

/** Merges items of the same product by adding up their quantities. */
function mergeItems(items: readonly ProductQuantity[]): ProductQuantity[] {
  const quantities = new Map<string, number>();
  for (const { productId, quantity } of items) quantities.set(productId, (quantities.get(productId) ?? 0) + quantity);
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }));
}

/** Converts lines and amounts from pence to the pounds of `/v1`. */
export const toPrices = (
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

async function insertOrder(
  req: Transactional,
  orderId: string,
  { customerId, name }: Buyer,
  { billingAddress, notes }: OrderRequest,
  lines: readonly SoldLine[],
  { subtotal, vat, total }: Vat,
  { vatRate, paymentWindowHours }: { vatRate: number; paymentWindowHours: number },
): Promise<string> {
  const tx = await transactionOf(req);
  const items = lines.map((line, index) => ({ ...line, id: randomUUID(), order: index + 1 }));
  const { rows } = await tx.execute<{ orderNumber: string }>(
    sql`
    WITH new_order AS (
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
    SELECT order_number AS "orderNumber" FROM new_order`,
    { prepared: true },
  );
  return (rows[0] as { orderNumber: string }).orderNumber;
}
