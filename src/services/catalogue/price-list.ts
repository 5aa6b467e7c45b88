import { sql } from '@payloadcms/db-postgres';
import { createLocalReq, type NumberField, type Payload, type PayloadRequest, ValidationError } from 'payload';
import { database, sessionOf, withTransaction } from '../../database/transaction.ts';
import { isProblem, Problem } from '../../problem.ts';
import { readPriceList } from './read-price-list.ts';

/** £ with at most two decimals; a thousands comma is what spreadsheets write. */
const PRICE = /^£?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?$/;

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

/** How many prices were changed, and why others were not. */
export type PricesApplied = { changed: number; refused: { productId: string; title: string | null; reason: string }[] };

type Known = { id: string; slug: string; title: string; price: number; draft: boolean };

/**
 * Reads a price list (see {@link readPriceList}; prices are in pounds) and tells of each row what it would change, or what is wrong with
 * it by the rules of products. Writes nothing.
 * @throws Problem validation_failed for what is no such file.
 */
export async function previewPriceList(payload: Payload, csv: string): Promise<PriceRow[]> {
  const rows = readPriceList(csv);
  const known = await productsBySlug(payload, [...new Set(rows.map(({ slug }) => slug))]);
  const refuse = await priceRule(payload);
  const seen = new Set<string>();
  const previews: PriceRow[] = [];
  for (const { line, slug, price } of rows) {
    const product = known.get(slug);
    const to = penceOf(price);
    const problem = problemOf(product, to, seen.has(slug)) ?? (to === undefined ? null : await refuse(to));
    seen.add(slug);
    previews.push({
      ...{ line, slug, to: to ?? null, problem },
      ...{ productId: product?.id ?? null, title: product?.title ?? null, from: product?.price ?? null },
    });
  }
  return previews;
}

function problemOf(product: Known | undefined, to: number | undefined, twice: boolean): string | null {
  if (!product) return 'There is no product with this slug.';
  if (to === undefined) return 'The price is no amount in pounds, such as 1499.99.';
  if (twice) return 'This product is in the list twice.';
  if (product.draft && to !== product.price) return 'It has changes that are not published. Publish them first.';
  return null;
}

function penceOf(text: string): number | undefined {
  const [, whole, decimals = ''] = PRICE.exec(text) ?? [];
  return whole === undefined ? undefined : Number(whole.replaceAll(',', '')) * 100 + Number(decimals.padEnd(2, '0'));
}

/** The rule of the field itself, which the form and the API apply: why a price in pence is refused, or null. */
async function priceRule(payload: Payload): Promise<(pence: number) => Promise<string | null>> {
  const fields = payload.collections.products.config.flattenedFields;
  const field = fields.find((one): one is NumberField => one.type === 'number' && one.name === 'price');
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
 * Gives products their new prices, each in a transaction of its own: one that can't be changed stops no other. Each goes through the
 * collection, so that the website, its caches and the history follow as after any edit. A price is refused when it is not the one
 * any more that the change was made from, when the product has unpublished changes by now, and by the rules of products.
 * @throws what is no refusal of one product, with those before it changed.
 */
export async function applyPriceList(
  payload: Payload,
  changes: readonly PriceChange[],
  user: PayloadRequest['user'],
): Promise<PricesApplied> {
  const outcome: PricesApplied = { changed: 0, refused: [] };
  for (const change of changes) {
    const product: { title: string | null } = { title: null };
    try {
      await withTransaction(payload, (req) => changePrice(req, change, product), { user });
      outcome.changed += 1;
    } catch (error) {
      const reason = refusalOf(error);
      if (reason === undefined) throw error;
      outcome.refused.push({ productId: change.productId, title: product.title, reason });
    }
  }
  return outcome;
}

async function changePrice(
  req: PayloadRequest,
  { productId, from, to }: PriceChange,
  found: { title: string | null },
): Promise<void> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Omit<Known, 'slug'>>(sql`
    SELECT id, price::int AS price, title, ${HAS_DRAFT} AS draft FROM products AS product
    WHERE id = ${productId} AND deleted_at IS NULL FOR UPDATE`);
  const [product] = rows;
  found.title = product?.title ?? null;
  if (product?.price !== from || product.draft) {
    throw new Problem('invalid_state', 'It was changed meanwhile. Look at the list again.');
  }
  await req.payload.update({
    ...{ collection: 'products', id: productId, data: { price: to }, depth: 0 },
    ...{ overrideAccess: false, user: req.user, req },
  });
}

/** Why one product was refused; undefined for a failure. */
function refusalOf(error: unknown): string | undefined {
  if (error instanceof ValidationError) {
    const [first] = error.data.errors;
    return first ? `${first.label ?? first.path}: ${first.message}` : error.message;
  }
  return isProblem(error) && error.status < 500 ? error.message : undefined;
}
