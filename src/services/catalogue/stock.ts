import { sql } from '@payloadcms/db-postgres/drizzle';
import { type Transactional, transactionOf } from '../../database/transaction.ts';
import { Problem } from '../../lib/problem.ts';
import { announceProductChange } from './announce-product-changes.ts';

/** A quantity of one product, in pieces. */
export type ProductQuantity = { productId: string; quantity: number };

/** A sold quantity with the product's current title and price (pence, VAT included). */
export type SoldLine = ProductQuantity & { title: string; unitPrice: number };

/** Copies the stock to the latest version, because lists in the admin UI read versions. */
const updateNewestVersionsSql = sql`
  UPDATE _products_v SET version_stock = changed.after FROM changed WHERE parent_id = changed."productId" AND latest`;

type ChangedStock = { productId: string; title: string; unitPrice: number; before: number; after: number };

const toRowsSql = (quantities: readonly ProductQuantity[]) => sql`
  unnest(${sql.param(quantities.map(({ productId }) => productId))}::uuid[],
    ${sql.param(quantities.map(({ quantity }) => quantity))}::int[]) AS wanted (product_id, quantity)`;

/**
 * Subtracts quantities from the stock of published products, all or none. A single conditional statement ensures that the last
 * piece is sold only once. The statement locks rows in the order of their ids, so two orders cannot deadlock. Each product may
 * occur only once in `quantities`.
 * @throws Problem product_unavailable (unknown or not published), out_of_stock.
 */
export async function reserveStock(req: Transactional, quantities: readonly ProductQuantity[]): Promise<SoldLine[]> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<ChangedStock>(
    sql`
    WITH locked AS MATERIALIZED (
      SELECT id, wanted.quantity FROM products JOIN ${toRowsSql(quantities)} ON wanted.product_id = id
      WHERE _status = 'published' AND deleted_at IS NULL
      ORDER BY id FOR NO KEY UPDATE OF products
    ), changed AS (
      UPDATE products AS product SET stock = stock - locked.quantity
      FROM locked WHERE product.id = locked.id AND stock >= locked.quantity
      RETURNING product.id AS "productId", title, price::int AS "unitPrice",
        (stock + locked.quantity)::int AS before, stock::int AS after
    ), versions AS (${updateNewestVersionsSql})
    SELECT * FROM changed`,
    { prepared: true },
  );
  if (rows.length < quantities.length) throw await explainUnavailableStock(req, quantities, rows);
  await announceAvailability(req, rows);
  const sold = new Map(rows.map((row) => [row.productId, row]));
  return quantities.map(({ productId, quantity }) => {
    const { title, unitPrice } = sold.get(productId) as ChangedStock;
    return { productId, quantity, title, unitPrice };
  });
}

/** Adds quantities to the stock again. Products that no longer exist are ignored. */
export async function releaseStock(req: Transactional, quantities: readonly ProductQuantity[]): Promise<void> {
  if (quantities.length === 0) return;
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<ChangedStock>(sql`
    WITH locked AS MATERIALIZED (
      SELECT id, wanted.quantity FROM products JOIN ${toRowsSql(quantities)} ON wanted.product_id = id
      ORDER BY id FOR NO KEY UPDATE OF products
    ), changed AS (
      UPDATE products AS product SET stock = stock + locked.quantity
      FROM locked WHERE product.id = locked.id
      RETURNING product.id AS "productId", title, price::int AS "unitPrice",
        (stock - locked.quantity)::int AS before, stock::int AS after
    ), versions AS (${updateNewestVersionsSql})
    SELECT * FROM changed`);
  await announceAvailability(req, rows);
}

/**
 * Announces products that came into stock or went out of stock, because the website shows availability instead of quantities. The
 * triggers have already updated the cards.
 */
async function announceAvailability(req: Transactional, rows: readonly ChangedStock[]): Promise<void> {
  for (const { productId, before, after } of rows) {
    if (before > 0 !== after > 0) await announceProductChange(req, productId);
  }
}

async function explainUnavailableStock(
  req: Transactional,
  quantities: readonly ProductQuantity[],
  reserved: readonly ChangedStock[],
): Promise<Problem> {
  const tx = await transactionOf(req);
  const open = quantities
    .map(({ productId }) => productId)
    .filter((id) => !reserved.some((row) => row.productId === id));
  const { rows } = await tx.execute<{ id: string; title: string }>(sql`
    SELECT id, title FROM products
    WHERE id = ANY(${sql.param(open)}::uuid[]) AND _status = 'published' AND deleted_at IS NULL`);
  const unknown = open.find((id) => !rows.some((row) => row.id === id));
  if (unknown !== undefined)
    return new Problem('product_unavailable', `The product ${unknown} does not exist or is not published.`);
  return new Problem('out_of_stock', `There is not enough stock of ${rows.map(({ title }) => title).join(', ')}.`);
}

/** A stock below this number counts as low. */
export const LOW_STOCK = 3;

/**
 * The number of products with low stock, and of products without stock. Drafts are included: like the lists of the admin UI, the
 * query reads the latest versions.
 */
export type StockCounts = { low: number; out: number };

/** A SELECT that returns {@link StockCounts} as one JSON value. */
export const stockCountsSql = sql`
  SELECT json_build_object('low', count(*) FILTER (WHERE version_stock > 0), 'out', count(*) FILTER (WHERE version_stock <= 0))
  FROM _products_v WHERE latest AND version_stock < ${LOW_STOCK} AND version_deleted_at IS NULL`;

/**
 * The number of products without pictures, and the number of products without a description. Drafts are included, because the
 * latest versions are counted.
 */
export type CatalogueGaps = { pictureless: number; wordless: number };

/** A SELECT that returns {@link CatalogueGaps} as one JSON value. */
export const catalogueGapsSql = sql`
  SELECT json_build_object(
    'pictureless', count(*) FILTER (WHERE NOT EXISTS (
      SELECT 1 FROM _products_v_rels WHERE parent_id = version.id AND path = 'version.images')),
    'wordless', count(*) FILTER (WHERE version_description IS NULL))
  FROM _products_v AS version WHERE latest AND version_deleted_at IS NULL`;
