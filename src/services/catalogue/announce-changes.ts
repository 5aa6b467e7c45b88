import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';

type Change = { slug: string; live: boolean; before: boolean };

/**
 * Emits `product.changed` in the transaction of `req` when the website shows the product differently than was last
 * announced: each visible change once, whoever made it, and none for drafts. What becomes visible and is withdrawn in one
 * transaction is none.
 */
export async function announceProductChange(req: Transactional, productId: string): Promise<void> {
  const { rows } = await (await sessionOf(req)).execute<Change>(sql`
    UPDATE product_cards AS card SET is_news = false, announced_live = live
    FROM (SELECT product_id, announced_live FROM product_cards WHERE product_id = ${productId} FOR UPDATE) AS kept
    WHERE card.product_id = kept.product_id AND is_news
    RETURNING slug, live, kept.announced_live AS before`);
  for (const { slug, live, before } of rows) {
    if (!live && !before) continue;
    const change = !live ? 'unpublished' : before ? 'updated' : 'published';
    await emit(req, 'product.changed', { productId, slug, change });
  }
}
