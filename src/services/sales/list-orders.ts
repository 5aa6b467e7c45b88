import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { Problem } from '../../problem.ts';
import { type Page, pageOf } from '../page.ts';
import { type OrderRow, selectOrders } from './read-order.ts';
import type { OrderStatus } from './state-machine.ts';

type Query = { cursor?: string | undefined; limit: number; status?: OrderStatus | undefined };

/**
 * A page of orders, newest first, of one customer or (null) of everybody. Keyset on the id, a UUIDv7.
 * @throws Problem invalid_cursor when the cursor is no order that the caller may see.
 */
export async function listOrders(
  payload: Payload,
  customerId: string | null,
  { cursor, limit, status }: Query,
): Promise<Page<OrderRow>> {
  const mine = customerId === null ? sql`true` : sql`customer_id = ${customerId}`;
  if (cursor !== undefined) {
    const { rowCount } = await database(payload).execute(sql`SELECT 1 FROM orders WHERE id = ${cursor} AND ${mine}`);
    if (!rowCount) throw new Problem('invalid_cursor');
  }
  const after = cursor === undefined ? sql`true` : sql`orders.id < ${cursor}`;
  const wanted = status === undefined ? sql`true` : sql`status = ${status}`;
  const rows = await selectOrders(payload, sql`${mine} AND ${after} AND ${wanted}`, limit + 1);
  return pageOf(rows, limit, ({ orderId }) => orderId);
}
