import { sql } from '@payloadcms/db-postgres/drizzle';
import type { CollectionBeforeChangeHook, CollectionBeforeOperationHook, FieldHook } from 'payload';
import { sessionOf } from '../../database/transaction.ts';
import type { Product } from '../../payload-types.ts';

/** `stockSeen`: what a form showed; null for who sets the stock whatever it is. */
type Sent = Partial<Product> & { stockSeen?: number | null };

/** Gives the stock once more, for forms to send back what they showed. */
export const showStock: FieldHook = ({ siblingData }) => siblingData.stock;

/** Notes who sets the stock: later on, what was not sent is filled in from the newest version, as old as that may be. */
export const noteStockSent: CollectionBeforeOperationHook<'products'> = ({ args, operation }) => {
  if ((operation !== 'update' && operation !== 'updateByID') || !('data' in args)) return args;
  const data = args.data as Sent;
  const stockSeen = data.stock === undefined ? undefined : (data.stockSeen ?? null);
  return { ...args, data: { ...data, stockSeen } };
};

/**
 * Pieces may be sold between the moment in which an editor opens a product and the one in which they save it. A form sends the
 * stock that it showed along: what the editor made of it is added to what is there by now. It is the same for a draft, which
 * holds no stock of its own, and an old version that is restored brings none back.
 */
export const keepSales: CollectionBeforeChangeHook<Product> = async ({ data, originalDoc, req, operation }) => {
  const { stockSeen, stock, ...rest } = data as Sent;
  if (operation !== 'update' || originalDoc === undefined) return { ...rest, stock };
  const tx = await sessionOf(req);
  const wanted =
    stock == null || stockSeen === undefined
      ? sql`stock`
      : stockSeen === null
        ? sql`${stock}::numeric`
        : sql`greatest(0, stock + ${stock - stockSeen}::numeric)`;
  const { rows } = await tx.execute<{ now: number; wanted: number }>(sql`
    SELECT stock::int AS now, (${wanted})::int AS wanted FROM products WHERE id = ${originalDoc.id} FOR UPDATE`);
  const [row] = rows;
  if (!row) return { ...rest, stock };
  if (row.now !== row.wanted)
    await tx.execute(sql`UPDATE products SET stock = ${row.wanted} WHERE id = ${originalDoc.id}`);
  return { ...rest, stock: row.wanted };
};
