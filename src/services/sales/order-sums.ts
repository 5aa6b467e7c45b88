import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import type { OrderStatus } from './state-machine.ts';

/** Number and sum (pence) of the orders of each state that there are, in the order of the states. */
export async function orderSums(payload: Payload): Promise<{ status: OrderStatus; count: number; total: number }[]> {
  const { rows } = await database(payload).execute<{ status: OrderStatus; count: number; total: number }>(sql`
    SELECT status::text AS status, count(*)::int AS count, sum(total)::float8 AS total FROM orders
    GROUP BY orders.status ORDER BY orders.status`);
  return rows;
}
