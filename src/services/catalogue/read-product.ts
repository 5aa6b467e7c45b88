import { sql } from '@payloadcms/db-postgres/drizzle';
import type { SerializedEditorState } from '@payloadcms/richtext-lexical/lexical';
import type { Payload } from 'payload';
import { type CachedAnswer, type Computed, ResponseCache } from '../../cache/response-cache.ts';
import { database } from '../../database/transaction.ts';
import { isUuid } from '../../lib/ids.ts';
import { isProblem, Problem } from '../../lib/problem.ts';
import {
  BLOG_GENERATION,
  blogGenerationSql,
  findMovedDocument,
  type MovedDocument,
  renderRichText,
} from '../content/index.ts';
import { productCardSql } from './product-cards.ts';

/**
 * The cache uses the generation of the blog, because a description is rich text: a change of an embedded product or picture, or
 * of a linked post, must invalidate the cached product.
 */
const responses = new ResponseCache({ generation: BLOG_GENERATION, prefix: 'product:one:' });

const SLUG_OR_ID = /^[a-z0-9-]{1,200}$/i;

type Row = { generation: string; card: string; description: SerializedEditorState | null };

/**
 * Returns a published product with its description, as JSON text (docs/spec/api.md#2-products), or the redirect to the product
 * that had the requested slug before.
 * @throws Problem not_found if no published product has or had this slug or id.
 */
export async function readProduct(payload: Payload, slugOrId: string): Promise<CachedAnswer | MovedDocument> {
  if (!SLUG_OR_ID.test(slugOrId)) throw new Problem('not_found');
  try {
    return await responses.answer(payload, slugOrId, { compute: () => composeProduct(payload, slugOrId) });
  } catch (error) {
    const moved =
      isProblem(error) && error.code === 'not_found' && (await findMovedDocument(payload, 'products', slugOrId));
    if (moved) return moved;
    throw error;
  }
}

async function composeProduct(payload: Payload, slugOrId: string): Promise<Computed> {
  const { generation, card, description } = await findProduct(payload, slugOrId);
  const html = description ? await renderRichText(payload, description) : '';
  const text = JSON.stringify({ html, lexical: description });
  return { generation: Number(generation), body: `${card.slice(0, -1)},"description":${text}}` };
}

/**
 * Returns a published product for the internal API, as JSON text without the description. The text is not cached,
 * because clients of the internal API create orders from it.
 * @throws Problem not_found if no published product has this id.
 */
export async function readProductById(payload: Payload, id: string): Promise<string> {
  if (!isUuid(id)) throw new Problem('not_found');
  return (await findProduct(payload, id)).card;
}

async function findProduct(payload: Payload, slugOrId: string): Promise<Row> {
  const id = isUuid(slugOrId) ? slugOrId : null;
  const { rows } = await database(payload).execute<Row>(
    sql`
    SELECT ${blogGenerationSql} AS generation, ${productCardSql(payload, sql`card`)} AS card, description
    FROM product_cards JOIN products ON products.id = product_id
    WHERE live AND (product_id = ${id}::uuid OR product_cards.slug = ${slugOrId})
    ORDER BY (product_id = ${id}::uuid) DESC NULLS LAST LIMIT 1`,
    { prepared: true },
  );
  const [row] = rows;
  if (!row) throw new Problem('not_found');
  return row;
}
