import { sql } from '@payloadcms/db-postgres';

/** Fewer pieces than this are worth a look. */
export const LOW_STOCK = 3;

/** Published products of which few pieces are left, and of which none is. */
export type StockFigures = { low: number; out: number };

/** A SELECT of {@link StockFigures} as one JSON value. */
export const stockFigures = sql`
  SELECT json_build_object('low', count(*) FILTER (WHERE stock > 0), 'out', count(*) FILTER (WHERE stock <= 0))
  FROM products WHERE stock < ${LOW_STOCK} AND _status = 'published' AND deleted_at IS NULL`;
