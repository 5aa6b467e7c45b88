import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database, type Transactional, transactionOf } from '../../database/transaction.ts';
import { toDate } from '../../lib/dates.ts';
import { findLabel, findLabelInSentence } from '../../lib/display.ts';
import { type CustomerHistoryEntry, MAX_HISTORY_ENTRIES } from '../../lib/lists.ts';
import { formatPence } from '../../lib/money.ts';
import { cancelIntents, cancelUnpaidOrders } from './cancel-orders.ts';
import { INVOICE_KINDS, type InvoiceKind } from './issue-invoice.ts';
import { selectOrders, toOrderView } from './read-orders.ts';
import { ORDER_STATUSES, type OrderStatus } from './statuses.ts';

const MAX_EXPORTED_ORDERS = 10_000;

/** The name on the orders and invoices of erased customers. */
const ERASED_NAME = 'Erased';

/** SQL condition on `orders`: the customer was erased. */
export const isErasedOrderSql = sql`(customer_id IS NULL AND billing_name = ${ERASED_NAME})`;

/** Exports a customer's orders as in `/v1`, with the staff notes, and all entries of their loyalty account (UK GDPR art. 15). */
export async function exportSales(
  payload: Payload,
  customerId: string,
): Promise<{ orders: { orderId: string }[]; loyalty: unknown[] }> {
  const orders = await selectOrders(payload, sql`customer_id = ${customerId}`, MAX_EXPORTED_ORDERS);
  const { rows: noted } = await database(payload).execute<{ id: string; notes: string }>(sql`
    SELECT id, staff_notes AS notes FROM orders WHERE customer_id = ${customerId} AND staff_notes IS NOT NULL`);
  const notes = new Map(noted.map((row) => [row.id, row.notes]));
  const { rows: loyalty } = await database(payload).execute(sql`
    SELECT points::float8 AS points, reason, order_id AS "orderId", to_json(entry.created_at) AS "createdAt"
    FROM loyalty_entries AS entry JOIN loyalty_accounts AS account ON account.id = account_id
    WHERE customer_id = ${customerId} ORDER BY entry.id`);
  return {
    orders: orders.map((row) => ({ ...toOrderView(row), staffNotes: notes.get(row.orderId) ?? null })),
    loyalty,
  };
}

/**
 * Removes a customer's personal data from their orders and invoices (UK GDPR art. 17), and deletes their points. The orders and
 * invoices themselves stay, because the company has to keep them. The invoice PDFs are later redrawn without personal data and
 * overwrite the old files (same storage key). Unpaid orders are cancelled, and cannot be paid once Stripe has cancelled their
 * intents.
 */
export async function eraseSales(req: Transactional, customerId: string): Promise<void> {
  await cancelUnpaidOrders(req, customerId);
  const tx = await transactionOf(req);
  await tx.execute(sql`
    UPDATE orders SET customer_id = NULL, billing_name = ${ERASED_NAME}, billing_address = NULL, notes = NULL, staff_notes = NULL,
      staff_notes_at = NULL, updated_at = now()
    WHERE customer_id = ${customerId}`);
  await tx.execute(sql`
    UPDATE invoices SET customer_id = NULL, billing_name = ${ERASED_NAME}, billing_address = NULL, pdf = NULL, updated_at = now()
    WHERE customer_id = ${customerId}`);
  await tx.execute(sql`
    DELETE FROM loyalty_entries WHERE account_id IN (SELECT id FROM loyalty_accounts WHERE customer_id = ${customerId})`);
  await tx.execute(sql`DELETE FROM loyalty_accounts WHERE customer_id = ${customerId}`);
}

/**
 * Cancels the intents that a committed erasure has left open at Stripe. If Stripe cannot be reached, the schedule cancels them
 * later.
 */
export async function cancelErasedIntents(payload: Payload): Promise<void> {
  await cancelIntents(payload).catch((err: unknown) => {
    payload.logger.warn(
      { err },
      'Could not cancel the payment intents of cancelled orders. The next run of cancel-intents will retry.',
    );
  });
}

type HistoryRows = {
  orders: { id: string; at: string; number: string; total: number; status: OrderStatus }[];
  invoices: { id: string; at: string; number: string; total: number; kind: InvoiceKind }[];
  points: { at: string; points: number; reason: 'EARNED' | 'CLAWED_BACK' | 'RESTORED' }[];
};

const REASON_LABELS: Record<HistoryRows['points'][number]['reason'], string> = {
  EARNED: 'earned',
  CLAWED_BACK: 'taken back',
  RESTORED: 'given back',
};

/** Lists a customer's orders, invoices and points in one statement. */
export async function listSalesHistory(payload: Payload, customerId: string): Promise<CustomerHistoryEntry[]> {
  const listSql = (columns: string, from: string, order: string) => sql`coalesce((
    SELECT json_agg(entry) FROM (
      SELECT ${sql.raw(columns)} FROM ${sql.raw(from)} WHERE customer_id = ${customerId} ORDER BY ${sql.raw(order)} LIMIT ${MAX_HISTORY_ENTRIES}
    ) AS entry), '[]')`;
  const { rows } = await database(payload).execute<HistoryRows>(sql`
    SELECT ${listSql('id, created_at AS at, order_number AS number, total::float8, status', 'orders', 'id DESC')} AS orders,
      ${listSql('id, issued_at AS at, number, total::float8, kind', 'invoices', 'id DESC')} AS invoices,
      ${listSql(
        'entry.created_at AS at, points::float8, reason',
        'loyalty_entries AS entry JOIN loyalty_accounts AS account ON account.id = account_id',
        'entry.id DESC',
      )} AS points`);
  const [{ orders, invoices, points } = { orders: [], invoices: [], points: [] }] = rows;
  return [
    ...orders.map(
      ({ id, at, number, total, status }): CustomerHistoryEntry => ({
        at: toIso(at),
        kind: 'order',
        text: `Order for ${formatPence(total)}`,
        detail: `${number}, ${findLabelInSentence(ORDER_STATUSES, status)}`,
        link: { on: 'admin', path: `/collections/orders/${id}` },
      }),
    ),
    ...invoices.map(
      ({ id, at, number, total, kind }): CustomerHistoryEntry => ({
        at: toIso(at),
        kind: 'invoice',
        text: `${findLabel(INVOICE_KINDS, kind)} for ${formatPence(total)}`,
        detail: number,
        link: { on: 'api', path: `/v1/invoices/${id}.pdf` },
      }),
    ),
    ...points.map(
      ({ at, points: count, reason }): CustomerHistoryEntry => ({
        at: toIso(at),
        kind: 'points',
        text: `${formatPoints(Math.abs(count))} ${REASON_LABELS[reason]}`,
      }),
    ),
  ];
}

const formatPoints = (count: number) => `${count.toLocaleString('en-GB')} ${count === 1 ? 'point' : 'points'}`;

const toIso = (at: string) => toDate(at).toISOString();
