import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import type { Executor } from '../../database/executor.ts';
import { database } from '../../database/transaction.ts';
import { readPagesById } from '../../lib/lists.ts';

/** The data of a product card inside rich text; `image` is the id of its first picture. */
export type ProductTeaser = {
  id: string;
  slug: string;
  category: string;
  title: string;
  summary: string | null;
  image: string | null;
};

/** SQL for the id of a product's first picture, in a statement that reads `products`. */
export const firstImageSql = sql`(
  SELECT media_id FROM products_rels WHERE parent_id = products.id AND path = 'images' ORDER BY "order" LIMIT 1)`;

/** SQL that selects the ids of the published products whose first picture is `mediaId`. */
export const productsWithFirstImageSql = (mediaId: string): SQL => sql`
  SELECT id FROM products WHERE _status = 'published' AND deleted_at IS NULL
    AND id IN (SELECT parent_id FROM products_rels WHERE media_id = ${mediaId}) AND ${firstImageSql} = ${mediaId}`;

/** Reads the published products among `ids`, as a map by id. */
export async function readProductTeasers(
  payload: Payload,
  ids: readonly string[],
): Promise<Map<string, ProductTeaser>> {
  const { rows } = await database(payload).execute<ProductTeaser>(sql`
    SELECT id, slug, category::text AS category, title, summary, ${firstImageSql} AS image
    FROM products WHERE id = ANY(${sql.param(ids)}::uuid[]) AND _status = 'published' AND deleted_at IS NULL`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The data of a published product for the sitemap; `imageIds` are media ids in the order shown. */
export type ProductEntry = { id: string; slug: string; category: string; updatedAt: string; imageIds: string[] };

const PAGE_SIZE = 1000;

/** Streams all published products in pages of 1000. */
export const streamProductEntries = (payload: Payload): AsyncGenerator<ProductEntry[]> =>
  readPagesById(PAGE_SIZE, async (after) => {
    const { rows } = await database(payload).execute<ProductEntry>(sql`
      SELECT product.id, slug, category::text AS category, to_json(updated_at) #>> '{}' AS "updatedAt",
        ARRAY(
          SELECT media_id::text FROM products_rels
          WHERE parent_id = product.id AND path = 'images' AND media_id IS NOT NULL ORDER BY "order"
        ) AS "imageIds"
      FROM products AS product
      WHERE id > ${after} AND _status = 'published' AND deleted_at IS NULL ORDER BY id LIMIT ${PAGE_SIZE}`);
    return rows;
  });

/** Returns the category of the published product with this slug; undefined if there is none. */
export async function findLiveCategory(executor: Executor, slug: string): Promise<string | undefined> {
  const { rows } = await executor.execute<{ category: string }>(sql`
    SELECT category::text FROM products WHERE slug = ${slug} AND _status = 'published' AND deleted_at IS NULL`);
  return rows[0]?.category;
}
