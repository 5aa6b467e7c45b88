import { sql } from '@payloadcms/db-postgres';
import type { SQL } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { isUuid } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import type { InvoiceKind } from './invoice-kinds.ts';
import type { OrderStatus, PaymentStatus } from './state-machine.ts';

/** A line of an order; the product is null once it was removed. Pence, VAT included. */
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

/** An order with what belongs to it; amounts in pence, times ISO 8601. */
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

const iso = (column: SQL) => sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Orders that meet `condition`, newest first, in one statement. */
export async function selectOrders(payload: Payload, condition: SQL, limit: number): Promise<OrderRow[]> {
  const { rows } = await database(payload).execute<OrderRow>(sql`
    SELECT orders.id AS "orderId", customer_id AS "customerId", order_number AS "orderNumber", status::text AS status,
      subtotal::int AS subtotal, vat::int AS vat, total::int AS total, billing_name AS "billingName",
      billing_address AS "billingAddress", notes, ${iso(sql`payment_due_at`)} AS "paymentDueAt",
      ${iso(sql`created_at`)} AS "createdAt",
      (SELECT coalesce(json_agg(json_build_object('productId', product_id, 'title', title, 'quantity', quantity::int,
        'unitPrice', unit_price::int) ORDER BY _order), '[]') FROM orders_items WHERE _parent_id = orders.id) AS items,
      (SELECT coalesce(json_agg(json_build_object('paymentId', id, 'status', status, 'amount', amount::int,
        'refundedAmount', refunded_amount::int, 'failureCode', failure_code, 'failureMessage', failure_message,
        'createdAt', ${iso(sql`created_at`)}) ORDER BY id DESC), '[]') FROM payments WHERE order_id = orders.id) AS payments,
      (SELECT coalesce(json_agg(json_build_object('invoiceId', id, 'number', number, 'kind', kind, 'total', total::int,
        'issuedAt', ${iso(sql`issued_at`)}) ORDER BY id), '[]') FROM invoices WHERE order_id = orders.id) AS invoices
    FROM orders WHERE ${condition} ORDER BY orders.id DESC LIMIT ${limit}`);
  return rows;
}

/**
 * One order, for its owner (`customerId`) or for staff (null).
 * @throws Problem not_found, also for another customer's: nobody learns that it exists.
 */
export async function readOrder(payload: Payload, orderId: string, customerId: string | null): Promise<OrderRow> {
  const [order] = isUuid(orderId) ? await selectOrders(payload, sql`orders.id = ${orderId}`, 1) : [];
  if (!order || (customerId !== null && order.customerId !== customerId)) {
    throw new Problem('not_found', 'There is no such order.');
  }
  return order;
}
