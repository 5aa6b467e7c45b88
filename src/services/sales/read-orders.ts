import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { isUuid } from '../../lib/ids.ts';
import { type Page, toPage } from '../../lib/lists.ts';
import { toPounds } from '../../lib/money.ts';
import { Problem } from '../../lib/problem.ts';
import { toPrices } from './create-order.ts';
import type { InvoiceKind } from './issue-invoice.ts';
import type { OrderStatus, PaymentStatus } from './statuses.ts';

/** A line of an order. `productId` is null if the product was deleted. Prices are in pence and include VAT. */
export type OrderLine = { productId: string | null; title: string; quantity: number; unitPrice: number };

export type PaymentRow = {
  paymentId: string;
  status: PaymentStatus;
  amount: number;
  refundedAmount: number;
  failureCode: string | null;
  failureMessage: string | null;
  createdAt: string;
};

export type InvoiceRow = { invoiceId: string; number: string; kind: InvoiceKind; total: number; issuedAt: string };

/** An order with its lines, payments and invoices. Amounts are in pence, times ISO 8601. */
export type OrderRow = {
  orderId: string;
  customerId: string | null;
  orderNumber: string;
  status: OrderStatus;
  items: OrderLine[];
  subtotal: number;
  vat: number;
  total: number;
  billingName: string;
  billingAddress: string | null;
  notes: string | null;
  paymentDueAt: string;
  createdAt: string;
  payments: PaymentRow[];
  invoices: InvoiceRow[];
};

const isoSql = (column: SQL) => sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Selects the orders that meet `condition`, newest first, in one statement. */
export async function selectOrders(payload: Payload, condition: SQL, limit: number): Promise<OrderRow[]> {
  const { rows } = await database(payload).execute<OrderRow>(sql`
    SELECT orders.id AS "orderId", customer_id AS "customerId", order_number AS "orderNumber", status::text AS status,
      subtotal::int AS subtotal, vat::int AS vat, total::int AS total, billing_name AS "billingName",
      billing_address AS "billingAddress", notes, ${isoSql(sql`payment_due_at`)} AS "paymentDueAt",
      ${isoSql(sql`created_at`)} AS "createdAt",
      (SELECT coalesce(json_agg(json_build_object('productId', product_id, 'title', title, 'quantity', quantity::int,
        'unitPrice', unit_price::int) ORDER BY _order), '[]') FROM orders_items WHERE _parent_id = orders.id) AS items,
      (SELECT coalesce(json_agg(json_build_object('paymentId', id, 'status', status, 'amount', amount::int,
        'refundedAmount', refunded_amount::int, 'failureCode', failure_code, 'failureMessage', failure_message,
        'createdAt', ${isoSql(sql`created_at`)}) ORDER BY id DESC), '[]') FROM payments WHERE order_id = orders.id) AS payments,
      (SELECT coalesce(json_agg(json_build_object('invoiceId', id, 'number', number, 'kind', kind, 'total', total::int,
        'issuedAt', ${isoSql(sql`issued_at`)}) ORDER BY id), '[]') FROM invoices WHERE order_id = orders.id) AS invoices
    FROM orders WHERE ${condition} ORDER BY orders.id DESC LIMIT ${limit}`);
  return rows;
}

/**
 * Reads an order, for its owner (`customerId`) or for staff (null).
 * @throws Problem not_found, also for another customer's order, whose existence must not be revealed
 */
export async function readOrder(payload: Payload, orderId: string, customerId: string | null): Promise<OrderRow> {
  const [order] = isUuid(orderId) ? await selectOrders(payload, sql`orders.id = ${orderId}`, 1) : [];
  if (!order || (customerId !== null && order.customerId !== customerId)) {
    throw new Problem('not_found', 'There is no such order.');
  }
  return order;
}

const currency = 'GBP' as const;

const toPaymentView = ({ amount, refundedAmount, ...payment }: PaymentRow) => ({
  ...payment,
  ...{ amount: toPounds(amount), refundedAmount: toPounds(refundedAmount), currency },
});

const toInvoiceView = ({ invoiceId, number, issuedAt, total }: InvoiceRow) => ({
  ...{ invoiceId, number, issuedAt, total: toPounds(total), currency },
  url: `/v1/invoices/${invoiceId}.pdf`,
});

/** Converts an order to the response of `/v1` (docs/spec/api.md#4-orders-and-payments). */
export function toOrderView(order: OrderRow) {
  const { orderId, orderNumber, status, billingAddress, notes, paymentDueAt, createdAt, payments, invoices } = order;
  const invoicesOfKind = (kind: InvoiceRow['kind']) => invoices.filter((each) => each.kind === kind).map(toInvoiceView);
  return {
    ...{ orderId, orderNumber, status, ...toPrices(order.items, order) },
    ...{ billingAddress, notes, paymentDueAt, createdAt },
    payments: payments.map(toPaymentView),
    invoice: invoicesOfKind('INVOICE')[0] ?? null,
    creditNotes: invoicesOfKind('CREDIT_NOTE'),
    debitNotes: invoicesOfKind('DEBIT_NOTE'),
  };
}

type OrdersQuery = { cursor?: string | undefined; limit: number; status?: OrderStatus | undefined };

/**
 * Lists a page of the orders of one customer, or of all customers if `customerId` is null, newest first. The keyset is the id,
 * a UUIDv7.
 * @throws Problem invalid_cursor if the cursor is not the id of an order that the caller may see
 */
export async function listOrders(
  payload: Payload,
  customerId: string | null,
  { cursor, limit, status }: OrdersQuery,
): Promise<Page<OrderRow>> {
  const ofCustomer = customerId === null ? sql`true` : sql`customer_id = ${customerId}`;
  if (cursor !== undefined) {
    const { rowCount } = await database(payload).execute(
      sql`SELECT 1 FROM orders WHERE id = ${cursor} AND ${ofCustomer}`,
    );
    if (!rowCount) throw new Problem('invalid_cursor');
  }
  const after = cursor === undefined ? sql`true` : sql`orders.id < ${cursor}`;
  const inStatus = status === undefined ? sql`true` : sql`status = ${status}`;
  const rows = await selectOrders(payload, sql`${ofCustomer} AND ${after} AND ${inStatus}`, limit + 1);
  return toPage(rows, limit, ({ orderId }) => orderId);
}

/** Reads for each status, in the order of the statuses, the number of orders and the sum of their totals in pence. */
export async function readOrderSums(
  payload: Payload,
): Promise<{ status: OrderStatus; count: number; total: number }[]> {
  const { rows } = await database(payload).execute<{ status: OrderStatus; count: number; total: number }>(sql`
    SELECT status::text AS status, count(*)::int AS count, sum(total)::float8 AS total FROM orders
    GROUP BY orders.status ORDER BY orders.status`);
  return rows;
}
