import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { pagesById } from '../../database/pages-by-id.ts';
import { database } from '../../database/transaction.ts';

/** What a sitemap says of a published product; `imageIds` are media, the first one first. */
export type ProductEntry = { id: string; slug: string; category: string; updatedAt: string; imageIds: string[] };

const PAGE = 1000;

/** Every published product, a page at a time. */
export const productEntries = (payload: Payload): AsyncGenerator<ProductEntry[]> =>
  pagesById(PAGE, async (after) => {
    const { rows } = await database(payload).execute<ProductEntry>(sql`
      SELECT product.id, slug, category::text AS category, to_json(updated_at) #>> '{}' AS "updatedAt",
        ARRAY(
          SELECT media_id::text FROM products_rels
          WHERE parent_id = product.id AND path = 'images' AND media_id IS NOT NULL ORDER BY "order"
        ) AS "imageIds"
      FROM products AS product
      WHERE id > ${after} AND _status = 'published' AND deleted_at IS NULL ORDER BY id LIMIT ${PAGE}`);
    return rows;
  });
