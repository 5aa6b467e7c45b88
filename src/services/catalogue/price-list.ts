import { sql } from '@payloadcms/db-postgres';
import { parse } from 'csv-parse/sync';
import type { Payload, PayloadRequest } from 'payload';
import { database, sessionOf, withTransaction } from '../../database/transaction.ts';
import { Problem } from '../../problem.ts';
import { cleanLine } from '../text/clean.ts';

const MAX_ROWS = 1000;
/** £ with at most two decimals; a thousands comma is what spreadsheets write. */
const PRICE = /^£?\s*(\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.(\d{1,2}))?$/;

/** A row of a price list and what it would do; prices are pence. */
export type PriceRow = {
  /** In the file, from 1 with the heading. */
  line: number;
  slug: string;
  productId: string | null;
  title: string | null;
  from: number | null;
  to: number | null;
  /** Why it can't be applied; null where it can, or changes nothing. */
  problem: string | null;
};

/** A new price of a product, and the one that it is to take the place of. */
export type PriceChange = { productId: string; from: number; to: number };

type Known = { id: string; slug: string; title: string; price: number; draft: boolean };

/**
 * Reads a price list (CSV with the columns `slug` and `price` in pounds; others are ignored) and tells of each row what it would
 * change, or what is wrong with it. Writes nothing.
 * @throws Problem validation_failed for what is no such file.
 */
export async function previewPriceList(payload: Payload, csv: string): Promise<PriceRow[]> {
  const rows = rowsOf(csv);
  const known = await productsBySlug(payload, [...new Set(rows.map(({ slug }) => slug))]);
  const seen = new Set<string>();
  return rows.map(({ line, slug, price }) => {
    const product = known.get(slug);
    const to = penceOf(price);
    const problem = problemOf(product, to, seen.has(slug));
    seen.add(slug);
    return {
      ...{ line, slug, to: to ?? null, problem },
      ...{ productId: product?.id ?? null, title: product?.title ?? null, from: product?.price ?? null },
    };
  });
}

function problemOf(product: Known | undefined, to: number | undefined, twice: boolean): string | null {
  if (!product) return 'There is no product with this slug.';
  if (to === undefined) return 'The price is no amount in pounds, such as 1499.99.';
  if (twice) return 'This product is in the list twice.';
  if (product.draft && to !== product.price) return 'It has changes that are not published. Publish them first.';
  return null;
}

function rowsOf(csv: string): { line: number; slug: string; price: string }[] {
  let records: { record: Record<string, string>; info: { lines: number } }[];
  try {
    records = parse(csv, { bom: true, columns: true, info: true, trim: true, skip_empty_lines: true });
  } catch {
    throw new Problem('validation_failed', 'That is no CSV file with a heading.');
  }
  const [first] = records;
  if (!first) throw new Problem('validation_failed', 'The file has no rows.');
  if (!('slug' in first.record) || !('price' in first.record)) {
    throw new Problem('validation_failed', 'The file needs the columns "slug" and "price".');
  }
  if (records.length > MAX_ROWS) throw new Problem('validation_failed', `The file has more than ${MAX_ROWS} rows.`);
  return records.map(({ record, info }) => ({
    line: info.lines,
    slug: cleanLine(record.slug ?? ''),
    price: cleanLine(record.price ?? ''),
  }));
}

function penceOf(text: string): number | undefined {
  const [, whole, decimals = ''] = PRICE.exec(text) ?? [];
  return whole === undefined ? undefined : Number(whole.replaceAll(',', '')) * 100 + Number(decimals.padEnd(2, '0'));
}

/** Whether a product has changes that an update would publish too. */
const HAS_DRAFT = sql`(_status = 'draft' OR EXISTS (
  SELECT 1 FROM _products_v AS version
  WHERE version.parent_id = product.id AND latest AND version__status = 'draft'))`;

async function productsBySlug(payload: Payload, slugs: string[]): Promise<Map<string, Known>> {
  const { rows } = await database(payload).execute<Known>(sql`
    SELECT id, slug, title, price::int AS price, ${HAS_DRAFT} AS draft
    FROM products AS product
    WHERE deleted_at IS NULL AND slug IN (SELECT jsonb_array_elements_text(${JSON.stringify(slugs)}::jsonb))`);
  return new Map(rows.map((row) => [row.slug, row]));
}

/**
 * Gives products their new prices: all or none. Each goes through the collection, so that the website, its caches and the history
 * follow as after any edit.
 * @throws Problem invalid_state when a price is not the one any more that the change was made from, or the product has
 * unpublished changes by now; what the collection refuses.
 */
export function applyPriceList(
  payload: Payload,
  changes: readonly PriceChange[],
  user: PayloadRequest['user'],
): Promise<void> {
  return withTransaction(
    payload,
    async (req) => {
      const tx = await sessionOf(req);
      const { rows } = await tx.execute<Omit<Known, 'slug'>>(sql`
        SELECT id, price::int AS price, title, ${HAS_DRAFT} AS draft FROM products AS product
        WHERE id IN (SELECT jsonb_array_elements_text(${JSON.stringify(changes.map(({ productId }) => productId))}::jsonb)::uuid)
          AND deleted_at IS NULL
        ORDER BY id FOR UPDATE`);
      const unchanged = new Map(rows.map((row) => [row.id, row]));
      for (const { productId, from, to } of changes) {
        const product = unchanged.get(productId);
        if (product?.price !== from || product.draft) {
          const title = product?.title ?? 'A product';
          throw new Problem('invalid_state', `${title} was changed meanwhile. Look at the list again.`);
        }
        unchanged.delete(productId);
        await payload.update({
          ...{ collection: 'products', id: productId, data: { price: to }, depth: 0 },
          ...{ overrideAccess: false, user, req },
        });
      }
    },
    { user },
  );
}
