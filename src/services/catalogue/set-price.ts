import { sql } from '@payloadcms/db-postgres/drizzle';
import { type PayloadRequest, ValidationError } from 'payload';
import { transactionOf } from '../../database/transaction.ts';
import { isProblem } from '../../lib/problem.ts';

/** SQL for whether a product has unpublished changes. An update of the price would publish these changes, too. */
export const hasDraftSql = sql`(_status = 'draft' OR EXISTS (
  SELECT 1 FROM _products_v AS version
  WHERE version.parent_id = product.id AND latest AND version__status = 'draft'))`;

/** A product whose price is to change; `price` in pence. */
export type PricedProduct = { title: string; price: number; draft: boolean; trashed: boolean };

/**
 * Locks a product and then reads it, so that the result includes edits that were committed while this transaction waited for the
 * lock.
 * @returns the product, or undefined if it does not exist
 */
export async function lockProduct(req: PayloadRequest, productId: string): Promise<PricedProduct | undefined> {
  const tx = await transactionOf(req);
  await tx.execute(sql`SELECT FROM products WHERE id = ${productId} FOR UPDATE`);
  const { rows } = await tx.execute<PricedProduct>(sql`
    SELECT title, price::int AS price, ${hasDraftSql} AS draft, deleted_at IS NOT NULL AS trashed
    FROM products AS product WHERE id = ${productId}`);
  return rows[0];
}

/**
 * Changes the price of a product that the caller has locked; `price` is in pence. The function updates through the collection, so
 * the website, caches and history are updated as after any edit.
 * @throws ValidationError or Problem if the rules of products reject the price, see {@link toRefusalReason}
 */
export async function setPrice(req: PayloadRequest, productId: string, price: number): Promise<void> {
  await req.payload.update({
    ...{ collection: 'products', id: productId, data: { price }, depth: 0 },
    ...{ overrideAccess: false, user: req.user, req },
  });
}

/** Returns the reason if `error` refuses a price change; undefined for any other error. */
export function toRefusalReason(error: unknown): string | undefined {
  if (error instanceof ValidationError) {
    const [first] = error.data.errors;
    return first ? `${first.label ?? first.path}: ${first.message}` : error.message;
  }
  return isProblem(error) && error.status < 500 ? error.message : undefined;
}
