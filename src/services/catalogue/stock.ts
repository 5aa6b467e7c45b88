import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { Problem } from '../../problem.ts';
import { announceProductChange } from './announce-changes.ts';

/** So many pieces of a product. */
export type Pieces = { productId: string; quantity: number };

/** What was sold, at the price and under the title that it has now; pence, VAT included. */
export type SoldLine = Pieces & { title: string; unitPrice: number };

/** The newest version has the stock too: lists of the admin UI show and filter versions. */
const newestVersions = sql`
  UPDATE _products_v SET version_stock = changed.after FROM changed WHERE parent_id = changed."productId" AND latest`;

type Changed = { productId: string; title: string; unitPrice: number; before: number; after: number };

const asRows = (pieces: readonly Pieces[]) => sql`
  unnest(${sql.param(pieces.map(({ productId }) => productId))}::uuid[],
    ${sql.param(pieces.map(({ quantity }) => quantity))}::int[]) AS wanted (product_id, quantity)`;

/**
 * Takes pieces of published products out of the stock, all of them or none: one conditional UPDATE, so the last piece is
 * sold once. The rows are locked in the order of their ids, so that two orders never wait for each other. `pieces` names
 * each product once.
 * @throws Problem product_unavailable (unknown or not published), out_of_stock.
 */
export async function reserveStock(req: Transactional, pieces: readonly Pieces[]): Promise<SoldLine[]> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Changed>(
    sql`
    WITH locked AS MATERIALIZED (
      SELECT id, wanted.quantity FROM products JOIN ${asRows(pieces)} ON wanted.product_id = id
      WHERE _status = 'published' AND deleted_at IS NULL
      ORDER BY id FOR NO KEY UPDATE OF products
    ), changed AS (
      UPDATE products AS product SET stock = stock - locked.quantity
      FROM locked WHERE product.id = locked.id AND stock >= locked.quantity
      RETURNING product.id AS "productId", title, price::int AS "unitPrice",
        (stock + locked.quantity)::int AS before, stock::int AS after
    ), versions AS (${newestVersions})
    SELECT * FROM changed`,
    { prepared: true },
  );
  if (rows.length < pieces.length) throw await whyNot(req, pieces, rows);
  await tellOfAvailability(req, rows);
  const sold = new Map(rows.map((row) => [row.productId, row]));
  return pieces.map(({ productId, quantity }) => {
    const { title, unitPrice } = sold.get(productId) as Changed;
    return { productId, quantity, title, unitPrice };
  });
}

/** Puts pieces back, of products that are still there. */
export async function releaseStock(req: Transactional, pieces: readonly Pieces[]): Promise<void> {
  if (pieces.length === 0) return;
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Changed>(sql`
    WITH locked AS MATERIALIZED (
      SELECT id, wanted.quantity FROM products JOIN ${asRows(pieces)} ON wanted.product_id = id
      ORDER BY id FOR NO KEY UPDATE OF products
    ), changed AS (
      UPDATE products AS product SET stock = stock + locked.quantity
      FROM locked WHERE product.id = locked.id
      RETURNING product.id AS "productId", title, price::int AS "unitPrice",
        (stock - locked.quantity)::int AS before, stock::int AS after
    ), versions AS (${newestVersions})
    SELECT * FROM changed`);
  await tellOfAvailability(req, rows);
}

/** The website shows whether a product is in stock, and no numbers; its card was written anew by the update itself. */
async function tellOfAvailability(req: Transactional, rows: readonly Changed[]): Promise<void> {
  for (const { productId, before, after } of rows) {
    if (before > 0 !== after > 0) await announceProductChange(req, productId);
  }
}

async function whyNot(req: Transactional, pieces: readonly Pieces[], taken: readonly Changed[]): Promise<Problem> {
  const tx = await sessionOf(req);
  const open = pieces.map(({ productId }) => productId).filter((id) => !taken.some((row) => row.productId === id));
  const { rows } = await tx.execute<{ id: string; title: string }>(sql`
    SELECT id, title FROM products
    WHERE id = ANY(${sql.param(open)}::uuid[]) AND _status = 'published' AND deleted_at IS NULL`);
  const unknown = open.find((id) => !rows.some((row) => row.id === id));
  if (unknown !== undefined) return new Problem('product_unavailable', `There is no product ${unknown}.`);
  return new Problem('out_of_stock', `There is not enough of ${rows.map(({ title }) => title).join(', ')}.`);
}
