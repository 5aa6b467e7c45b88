import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { Problem } from '../../problem.ts';
import type { Pieces } from '../catalogue/stock.ts';
import { lockCustomer } from '../identity/lock-customer.ts';

/** How many orders a customer may leave unpaid, and how many pieces those may reserve (× RATE_LIMIT_MULTIPLIER). */
const UNPAID_ORDERS = 5;
const UNPAID_PIECES = 20;

/**
 * Refuses an order that would leave a customer with more unpaid orders or reserved pieces than one may have. The customer's row
 * stays locked until the transaction ends, so that orders made at the same time are counted one after the other.
 * @throws Problem limit_reached.
 */
export async function requireFewUnpaid(
  req: Transactional,
  customerId: string,
  items: readonly Pick<Pieces, 'quantity'>[],
): Promise<void> {
  await lockCustomer(req, customerId);
  const tx = await sessionOf(req);
  // A statement of its own: one that waited for the lock would not see what was committed meanwhile.
  const { rows } = await tx.execute<{ orders: number; pieces: number }>(
    sql`
    SELECT count(DISTINCT orders.id)::int AS orders, coalesce(sum(quantity), 0)::float8 AS pieces
    FROM orders LEFT JOIN orders_items ON _parent_id = orders.id
    WHERE customer_id = ${customerId} AND status = 'PENDING'`,
    { prepared: true },
  );
  const { orders = 0, pieces = 0 } = rows[0] ?? {};
  const most = (limit: number) => Math.max(1, Math.floor(limit * (domainOf(req.payload).rateLimitMultiplier ?? 1)));
  if (orders >= most(UNPAID_ORDERS)) {
    throw new Problem('limit_reached', `You have ${orders} unpaid orders. Pay for one of them first.`);
  }
  const wanted = items.reduce((sum, { quantity }) => sum + quantity, 0);
  if (pieces + wanted > most(UNPAID_PIECES)) {
    const room = Math.max(0, most(UNPAID_PIECES) - pieces);
    throw new Problem('limit_reached', `You can reserve ${room} more pieces before you pay for the others.`);
  }
}
