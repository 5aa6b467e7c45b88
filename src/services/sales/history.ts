import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { type HistoryEntry, SHOWN } from '../customer-history.ts';
import { INVOICE_KINDS, type InvoiceKind } from './invoice-kinds.ts';
import { formatPence } from './money.ts';
import { ORDER_STATUSES, type OrderStatus } from './state-machine.ts';

type Rows = {
  orders: { id: string; at: string; number: string; total: number; status: OrderStatus }[];
  invoices: { id: string; at: string; number: string; total: number; kind: InvoiceKind }[];
  points: { at: string; points: number; reason: 'EARNED' | 'CLAWED_BACK' | 'RESTORED' }[];
};

const REASONS: Record<Rows['points'][number]['reason'], string> = {
  EARNED: 'earned',
  CLAWED_BACK: 'taken back',
  RESTORED: 'given back',
};

/** A customer's orders, invoices and points, in one statement. */
export async function salesHistory(payload: Payload, customerId: string): Promise<HistoryEntry[]> {
  const list = (columns: string, from: string, order: string) => sql`coalesce((
    SELECT json_agg(one) FROM (
      SELECT ${sql.raw(columns)} FROM ${sql.raw(from)} WHERE customer_id = ${customerId} ORDER BY ${sql.raw(order)} LIMIT ${SHOWN}
    ) AS one), '[]')`;
  const { rows } = await database(payload).execute<Rows>(sql`
    SELECT ${list('id, created_at AS at, order_number AS number, total::float8, status', 'orders', 'id DESC')} AS orders,
      ${list('id, issued_at AS at, number, total::float8, kind', 'invoices', 'id DESC')} AS invoices,
      ${list(
        'entry.created_at AS at, points::float8, reason',
        'loyalty_entries AS entry JOIN loyalty_accounts AS account ON account.id = account_id',
        'entry.id DESC',
      )} AS points`);
  const [{ orders, invoices, points } = { orders: [], invoices: [], points: [] }] = rows;
  return [
    ...orders.map(
      ({ id, at, number, total, status }): HistoryEntry => ({
        at: iso(at),
        kind: 'order',
        text: `Order over ${formatPence(total)}`,
        detail: `${number}, ${labelOf(ORDER_STATUSES, status).toLowerCase()}`,
        link: { on: 'admin', path: `/collections/orders/${id}` },
      }),
    ),
    ...invoices.map(
      ({ id, at, number, total, kind }): HistoryEntry => ({
        at: iso(at),
        kind: 'invoice',
        text: `${labelOf(INVOICE_KINDS, kind)} over ${formatPence(total)}`,
        detail: number,
        link: { on: 'api', path: `/v1/invoices/${id}.pdf` },
      }),
    ),
    ...points.map(
      ({ at, points: count, reason }): HistoryEntry => ({
        at: iso(at),
        kind: 'points',
        text: `${Math.abs(count).toLocaleString('en-GB')} points ${REASONS[reason]}`,
      }),
    ),
  ];
}

const iso = (at: string) => toDate(at).toISOString();

const labelOf = (options: readonly { value: string; label: string }[], value: string) =>
  options.find((one) => one.value === value)?.label ?? value;
