import { sql } from '@payloadcms/db-postgres/drizzle';
import {
  type CollectionAfterChangeHook,
  type CollectionAfterDeleteHook,
  type CollectionBeforeChangeHook,
  type CollectionBeforeOperationHook,
  type FieldHook,
  type PayloadRequest,
  ValidationError,
} from 'payload';
import { transactionOf } from '../../database/transaction.ts';
import type { Product } from '../../payload-types.ts';
import { announceChangedProducts, announceProductChange } from '../../services/catalogue/announce-product-changes.ts';

/** Emits `product.changed` when a product is published, changed, unpublished, trashed or restored. */
export const announceChange: CollectionAfterChangeHook<Product> = async ({ doc, req }) => {
  await announceProductChange(req, doc.id);
  return doc;
};

/** Emits `product.changed` when a published product is deleted. */
export const announceDeletion: CollectionAfterDeleteHook<Product> = async ({ id, req }) => {
  await announceProductChange(req, String(id));
};

/** Emits `product.changed` for the products of a renamed term. */
export const announceTerm: CollectionAfterChangeHook = async ({ doc, operation, req }) => {
  if (operation === 'update') await announceChangedProducts(req);
  return doc;
};

/** The maximum stock of a product, in pieces. */
export const MAX_STOCK = 1_000_000;

/**
 * `stockSeen` is the stock that the form showed; null if the caller sets an absolute stock; undefined if the caller sends no
 * stock.
 */
type StockEdit = Partial<Product> & { stockSeen?: number | null };

/** Copies the stock into `stockSeen`; forms send the copy back. */
export const copyStock: FieldHook = ({ siblingData }) => siblingData.stock;

/**
 * Records in `stockSeen` whether the caller has sent a stock. Later hooks cannot find out, because Payload fills in missing
 * fields from the newest version, whose stock may be outdated.
 */
export const rememberStockSent: CollectionBeforeOperationHook<'products'> = ({ args, operation }) => {
  if ((operation !== 'update' && operation !== 'updateByID') || !('data' in args)) return args;
  const data = args.data as StockEdit;
  const stockSeen = data.stock === undefined ? undefined : (data.stockSeen ?? null);
  return { ...args, data: { ...data, stockSeen } };
};

/**
 * Merges a stock edit with sales made since the form was loaded: the difference between `stock` and `stockSeen` is added to the
 * current stock. Saving a draft changes the stock too, because the stock is not versioned. Restoring an old version leaves the
 * stock unchanged. Payload does not validate drafts, so this hook checks the numbers itself.
 * @throws ValidationError at `stock` or `stockSeen`
 */
export const mergeStockEdit: CollectionBeforeChangeHook<Product> = async ({ data, originalDoc, req, operation }) => {
  const { stockSeen, stock, ...rest } = data as StockEdit;
  const isCreate = operation !== 'update' || originalDoc === undefined;
  // If the caller did not send the numbers, Payload has filled them in from the newest version; this is not an edit.
  const isUnchanged = !isCreate && (stockSeen === undefined || (stock === stockSeen && stock === originalDoc.stock));
  const isSet = stock != null && !isUnchanged;
  if (isSet && !isPossibleStock(stock)) refuse(req, 'stock', NOT_A_STOCK);
  if (isCreate) return { ...rest, stock };
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ now: number }>(
    sql`SELECT stock::float8 AS now FROM products WHERE id = ${originalDoc.id} FOR UPDATE`,
  );
  const [row] = rows;
  if (!row) return { ...rest, stock };
  if (!isSet) return { ...rest, stock: row.now };
  const wanted = merge(stock, stockSeen ?? null, { now: row.now, shown: originalDoc.stock }, req);
  if (row.now !== wanted) await tx.execute(sql`UPDATE products SET stock = ${wanted} WHERE id = ${originalDoc.id}`);
  return { ...rest, stock: wanted };
};

const NOT_A_STOCK = 'Enter a whole number from 0 to 1,000,000.';

const isPossibleStock = (value: number) => Number.isInteger(value) && value >= 0 && value <= MAX_STOCK;

/**
 * Returns the new stock. Usually it is the current stock `now` plus the change made in the form (`stock` minus `seen`),
 * but at least 0. If `seen` is null or `now` is impossible, the new stock is `stock`. Older releases could save an
 * impossible stock, and the form then sends it as `seen`. So the new stock is also `stock` if `seen` is impossible but
 * equals `shown`, the stock of the loaded product.
 * @throws ValidationError for any other impossible `seen`, and if the new stock would be impossible
 */
function merge(
  stock: number,
  seen: number | null,
  { now, shown }: { now: number; shown: number | undefined },
  req: PayloadRequest,
): number {
  if (seen === null || !isPossibleStock(now)) return stock;
  if (!isPossibleStock(seen)) {
    if (seen === shown) return stock;
    refuse(req, 'stockSeen', NOT_A_STOCK);
  }
  const merged = Math.max(0, now + stock - seen);
  if (!isPossibleStock(merged))
    refuse(req, 'stock', 'The stock has changed in the meantime. With your change it would be more than 1,000,000.');
  return merged;
}

function refuse(req: PayloadRequest, path: string, message: string): never {
  throw new ValidationError({ collection: 'products', errors: [{ path, message }], req }, req.t);
}
