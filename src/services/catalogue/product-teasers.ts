import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';

/** What a mention of a product shows; `image` is the id of its first picture. */
export type ProductTeaser = {
  id: string;
  slug: string;
  category: string;
  title: string;
  summary: string | null;
  image: string | null;
};

/** The published products among `ids`, by id. */
export async function productTeasers(payload: Payload, ids: readonly string[]): Promise<Map<string, ProductTeaser>> {
  const { rows } = await database(payload).execute<ProductTeaser>(sql`
    SELECT id, slug, category::text AS category, title, summary, (
      SELECT media_id FROM products_rels WHERE parent_id = products.id AND path = 'images' ORDER BY "order" LIMIT 1
    ) AS image
    FROM products WHERE id = ANY(${sql.param(ids)}::uuid[]) AND _status = 'published' AND deleted_at IS NULL`);
  return new Map(rows.map((row) => [row.id, row]));
}
