import { sql } from '@payloadcms/db-postgres';

/** Fewer pieces than this are worth a look. */
export const LOW_STOCK = 3;

/** Published products of which few pieces are left, and of which none is. */
export type StockFigures = { low: number; out: number };

/** A SELECT of {@link StockFigures} as one JSON value. */
export const stockFigures = sql`
  SELECT json_build_object('low', count(*) FILTER (WHERE stock > 0), 'out', count(*) FILTER (WHERE stock <= 0))
  FROM products WHERE stock < ${LOW_STOCK} AND _status = 'published' AND deleted_at IS NULL`;

/** Products, drafts among them, that lack what sells them. */
export type CatalogueGaps = { pictureless: number; wordless: number };

/** A SELECT of {@link CatalogueGaps} as one JSON value. */
export const catalogueGaps = sql`
  SELECT json_build_object(
    'pictureless', count(*) FILTER (WHERE NOT EXISTS (
      SELECT 1 FROM products_rels WHERE parent_id = products.id AND path = 'images')),
    'wordless', count(*) FILTER (WHERE description IS NULL))
  FROM products WHERE deleted_at IS NULL`;
