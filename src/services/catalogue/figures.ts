import { sql } from '@payloadcms/db-postgres';

/** Fewer pieces than this are worth a look. */
export const LOW_STOCK = 3;

/** Products, drafts among them, of which few pieces are left, and of which none is. Like their lists they go by the newest versions. */
export type StockFigures = { low: number; out: number };

/** A SELECT of {@link StockFigures} as one JSON value. */
export const stockFigures = sql`
  SELECT json_build_object('low', count(*) FILTER (WHERE version_stock > 0), 'out', count(*) FILTER (WHERE version_stock <= 0))
  FROM _products_v WHERE latest AND version_stock < ${LOW_STOCK} AND version_deleted_at IS NULL`;

/** Products, drafts among them, whose newest version lacks what sells them. */
export type CatalogueGaps = { pictureless: number; wordless: number };

/** A SELECT of {@link CatalogueGaps} as one JSON value. */
export const catalogueGaps = sql`
  SELECT json_build_object(
    'pictureless', count(*) FILTER (WHERE NOT EXISTS (
      SELECT 1 FROM _products_v_rels WHERE parent_id = version.id AND path = 'version.images')),
    'wordless', count(*) FILTER (WHERE version_description IS NULL))
  FROM _products_v AS version WHERE latest AND version_deleted_at IS NULL`;
