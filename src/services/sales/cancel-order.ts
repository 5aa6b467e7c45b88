import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { type Pieces, releaseStock } from '../catalogue/stock.ts';

/** Cancels an unpaid order and puts its pieces back into the stock. @returns false when it is not unpaid any more. */
export async function cancelOrder(req: Transactional, orderId: string): Promise<boolean> {
  const tx = await sessionOf(req);
  const { rowCount } = await tx.execute(sql`
    UPDATE orders SET status = 'CANCELLED', updated_at = now() WHERE id = ${orderId} AND status = 'PENDING'`);
  if (rowCount === 0) return false;
  const { rows } = await tx.execute<Pieces>(sql`
    SELECT product_id AS "productId", quantity::int AS quantity FROM orders_items
    WHERE _parent_id = ${orderId} AND product_id IS NOT NULL`);
  await releaseStock(req, rows);
  return true;
}

/** Cancels a payment that is not paid. Its intent, if it has one, is the caller's to cancel. */
export async function cancelPayment(req: Transactional, paymentId: string): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`UPDATE payments SET status = 'CANCELLED', updated_at = now() WHERE id = ${paymentId}`);
}
