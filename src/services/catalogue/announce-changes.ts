import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { sessionOf, type Transactional, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';

type Change = { productId: string; slug: string; live: boolean; before: boolean };

/** What one transaction announces at most of a photo or term that many products show; the rest comes within a minute. */
const AT_ONCE = 100;

/**
 * Emits `product.changed` in the transaction of `req` when the website shows the product differently than was last
 * announced: each visible change once, whoever made it, and none for drafts. What becomes visible and is withdrawn in one
 * transaction is none.
 */
export async function announceProductChange(req: Transactional, productId: string): Promise<void> {
  await announce(
    req,
    sql`SELECT product_id, announced_live FROM product_cards WHERE product_id = ${productId} FOR UPDATE`,
  );
}

/**
 * Emits `product.changed` for what the website shows differently and nobody has announced yet: the products of a photo or term
 * that was changed.
 * @returns how many it looked at, at most 100
 */
export const announceProductNews = (req: Transactional): Promise<number> =>
  announce(
    req,
    sql`SELECT product_id, announced_live FROM product_cards WHERE is_news ORDER BY product_id LIMIT ${AT_ONCE}
      FOR UPDATE SKIP LOCKED`,
  );

/** Announces all that waits, in transactions of 100 products each. @returns how many those were */
export async function announceAllProductNews(payload: Payload): Promise<number> {
  let [all, now] = [0, AT_ONCE];
  while (now === AT_ONCE) {
    now = await withTransaction(payload, announceProductNews);
    all += now;
  }
  return all;
}

async function announce(req: Transactional, cards: SQL): Promise<number> {
  const { rows } = await (await sessionOf(req)).execute<Change>(sql`
    UPDATE product_cards AS card SET is_news = false, announced_live = live
    FROM (${cards}) AS kept
    WHERE card.product_id = kept.product_id AND is_news
    RETURNING card.product_id AS "productId", slug, live, kept.announced_live AS before`);
  for (const { productId, slug, live, before } of rows) {
    if (!live && !before) continue;
    const change = !live ? 'unpublished' : before ? 'updated' : 'published';
    await emit(req, 'product.changed', { productId, slug, change });
  }
  return rows.length;
}
