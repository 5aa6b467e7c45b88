import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';

type CardChange = { productId: string; slug: string; live: boolean; before: boolean };

/**
 * Maximum products announced per transaction after a change of a photo or term that products share. The others are announced
 * within a minute.
 */
const BATCH_SIZE = 100;

/**
 * Emits `product.changed` in the transaction of `req` if the product's card differs from the last announced card. Each visible
 * change is announced once, whatever caused it. Drafts are not announced, and neither are products that are published and
 * unpublished in one transaction.
 */
export async function announceProductChange(req: Transactional, productId: string): Promise<void> {
  await announceCards(
    req,
    sql`SELECT product_id, announced_live FROM product_cards WHERE product_id = ${productId} FOR UPDATE`,
  );
}

/**
 * Emits `product.changed` for the cards with changes that are not announced yet, for example the cards of all products with a
 * changed photo or term.
 * @returns the number of cards processed, at most 100
 */
export const announceChangedProducts = (req: Transactional): Promise<number> =>
  announceCards(
    req,
    sql`SELECT product_id, announced_live FROM product_cards WHERE is_news ORDER BY product_id LIMIT ${BATCH_SIZE}
      FOR UPDATE SKIP LOCKED`,
  );

/**
 * Emits `product.changed` for at most 100 published products whose description refers to a product or post that `ids` selects. A
 * card contains no description, so comparing cards would miss these changes. The products that `ids` selects are left out.
 */
export async function announceProductsMentioning(req: Transactional, ids: SQL): Promise<void> {
  const { rows } = await (await transactionOf(req)).execute<{ productId: string; slug: string }>(sql`
    SELECT id AS "productId", slug FROM products
    WHERE _status = 'published' AND deleted_at IS NULL AND mentioned_ids(description) && ARRAY(${ids}) AND id NOT IN (${ids})
    LIMIT ${BATCH_SIZE}`);
  for (const product of rows) await emit(req, 'product.changed', { ...product, change: 'updated' });
}

/** Announces all pending changes, 100 products per transaction. @returns the number of cards processed */
export async function announceAllChangedProducts(payload: Payload): Promise<number> {
  let [total, batch] = [0, BATCH_SIZE];
  while (batch === BATCH_SIZE) {
    batch = await withTransaction(payload, announceChangedProducts);
    total += batch;
  }
  return total;
}

async function announceCards(req: Transactional, cards: SQL): Promise<number> {
  // Without MATERIALIZED, the planner may run the subquery again for each card, so that more cards than one batch are updated.
  const { rows } = await (await transactionOf(req)).execute<CardChange>(sql`
    WITH selected AS MATERIALIZED (${cards})
    UPDATE product_cards AS card SET is_news = false, announced_live = live
    FROM selected
    WHERE card.product_id = selected.product_id AND is_news
    RETURNING card.product_id AS "productId", slug, live, selected.announced_live AS before`);
  for (const { productId, slug, live, before } of rows) {
    if (!live && !before) continue;
    const change = !live ? 'unpublished' : before ? 'updated' : 'published';
    await emit(req, 'product.changed', { productId, slug, change });
  }
  return rows.length;
}
