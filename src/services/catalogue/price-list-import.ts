import { sql } from '@payloadcms/db-postgres';
import { createLocalReq, type NumberField, type Payload, type PayloadRequest, type TypedUser } from 'payload';
import { database, withTransaction } from '../../database/transaction.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import { recordPriceChange } from './applied-price-lists.ts';
import { readPriceList } from './read-price-list.ts';
import { hasDraftSql, lockProduct, setPrice, toRefusalReason } from './set-price.ts';

/** Matches an amount in pounds with at most two decimals. Spreadsheets may add thousands separators. */
const PRICE_PATTERN = /^£?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?$/;

/** A row of a price list with the price change that it would make; prices are in pence. */
export type PriceRow = {
  /** The line in the file; the heading is line 1. */
  line: number;
  slug: string;
  productId: string | null;
  title: string | null;
  from: number | null;
  to: number | null;
  /** Why the row cannot be applied; null if it can be applied or changes nothing. */
  problem: string | null;
};

/** A price change of a product, with the price to replace (`from`); prices are in pence. */
export type PriceChange = { productId: string; from: number; to: number };

/** The number of changed prices, and the refused changes, each with the reason. */
export type PriceListResult = {
  changed: number;
  refused: { productId: string; title: string | null; reason: string }[];
};

type ListedProduct = { id: string; slug: string; title: string; price: number; draft: boolean };

/**
 * Reads a price list in pounds (see {@link readPriceList}). Returns for each row the price change that it would make, or why the
 * rules of products reject the row. Writes nothing.
 * @throws Problem validation_failed if the file is not a price list.
 */
export async function previewPriceList(payload: Payload, csv: string): Promise<PriceRow[]> {
  const rows = readPriceList(csv);
  const products = await readProductsBySlug(payload, [...new Set(rows.map(({ slug }) => slug))]);
  const checkPrice = await createPriceCheck(payload);
  const seenSlugs = new Set<string>();
  const previews: PriceRow[] = [];
  for (const { line, slug, price } of rows) {
    const product = products.get(slug);
    const to = parsePence(price);
    const problem = findProblem(product, to, seenSlugs.has(slug)) ?? (to === undefined ? null : await checkPrice(to));
    seenSlugs.add(slug);
    previews.push({
      ...{ line, slug, to: to ?? null, problem },
      ...{ productId: product?.id ?? null, title: product?.title ?? null, from: product?.price ?? null },
    });
  }
  return previews;
}

function findProblem(product: ListedProduct | undefined, to: number | undefined, isRepeated: boolean): string | null {
  if (!product) return 'There is no product with this slug.';
  if (to === undefined) return 'The price must be an amount in pounds, such as 1499.99.';
  if (isRepeated) return 'This product is in the list twice. Keep only one of the rows.';
  if (product.draft && to !== product.price) return 'The product has unpublished changes. Publish them first.';
  return null;
}

function parsePence(text: string): number | undefined {
  const [, whole, decimals = ''] = PRICE_PATTERN.exec(text) ?? [];
  return whole === undefined ? undefined : Number(whole.replaceAll(',', '')) * 100 + Number(decimals.padEnd(2, '0'));
}

/**
 * Returns a function that checks a price in pence against the rule of the `price` field, as the form and the API do. The function
 * returns the reason for a refusal, or null.
 */
async function createPriceCheck(payload: Payload): Promise<(pence: number) => Promise<string | null>> {
  const fields = payload.collections.products.config.flattenedFields;
  const field = fields.find((each): each is NumberField => each.type === 'number' && each.name === 'price');
  if (!field?.validate) throw new Error('Products have no price that can be validated.');
  const { validate, max = Number.POSITIVE_INFINITY } = field;
  const req = await createLocalReq({}, payload);
  const options = {
    ...field,
    req,
    data: {},
    siblingData: {},
    operation: 'update',
    preferences: { fields: {} },
    event: 'submit',
  };
  return async (pence) => {
    if (pence > max) return `The price is more than £${(max / 100).toLocaleString('en-GB')}.`;
    const valid = await validate(pence as never, options as never);
    return valid === true ? null : String(valid);
  };
}

async function readProductsBySlug(payload: Payload, slugs: string[]): Promise<Map<string, ListedProduct>> {
  const { rows } = await database(payload).execute<ListedProduct>(sql`
    SELECT id, slug, title, price::int AS price, ${hasDraftSql} AS draft
    FROM products AS product
    WHERE deleted_at IS NULL AND slug IN (SELECT jsonb_array_elements_text(${JSON.stringify(slugs)}::jsonb))`);
  return new Map(rows.map((row) => [row.slug, row]));
}

/**
 * Changes the prices of products, each in its own transaction, so that a refused change does not affect the others. A change is
 * refused if the current price is no longer `from`, if the product has unpublished changes, or if the rules of products reject
 * the price. The changes are stored, so that they can be undone (applied-price-lists.ts).
 * @throws any error other than a refusal; prices changed before the error stay changed
 */
export async function applyPriceList(
  payload: Payload,
  changes: readonly PriceChange[],
  user: TypedUser,
): Promise<PriceListResult> {
  const [listId, staffId] = [uuidv7(), String(user.id)];
  const result: PriceListResult = { changed: 0, refused: [] };
  for (const change of changes) {
    const product: { title: string | null } = { title: null };
    try {
      const applyChange = async (req: PayloadRequest) => {
        await changePrice(req, change, product);
        if (change.from !== change.to) await recordPriceChange(req, listId, change, staffId);
      };
      await withTransaction(payload, applyChange, { user });
      result.changed += 1;
    } catch (error) {
      const reason = toRefusalReason(error);
      if (reason === undefined) throw error;
      result.refused.push({ productId: change.productId, title: product.title, reason });
    }
  }
  return result;
}

async function changePrice(
  req: PayloadRequest,
  { productId, from, to }: PriceChange,
  target: { title: string | null },
): Promise<void> {
  const product = await lockProduct(req, productId);
  target.title = product?.trashed ? null : (product?.title ?? null);
  if (product?.price !== from || product.draft || product.trashed) {
    throw new Problem(
      'invalid_state',
      'The product has changed in the meantime. Choose the file again to see its current price.',
    );
  }
  await setPrice(req, productId, to);
}
