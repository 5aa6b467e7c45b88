import { sql } from '@payloadcms/db-postgres/drizzle';
import type { SerializedEditorState } from '@payloadcms/richtext-lexical/lexical';
import type { Payload } from 'payload';
import { type CachedAnswer, type Computed, ResponseCache } from '../../cache/response-cache.ts';
import { database } from '../../database/transaction.ts';
import { isUuid } from '../../ids.ts';
import { isProblem, Problem } from '../../problem.ts';
import { BLOG, GENERATION } from '../content/blog/generation.ts';
import { renderArticle } from '../content/blog/render-article.ts';
import { type Moved, movedFrom } from '../content/redirects.ts';
import { CARD } from './card-sql.ts';

/** A description shows what posts do: cards, pictures and links to posts; so it ends with any of them. */
const products = new ResponseCache({ generation: BLOG, prefix: 'product:one:' });

/** A slug or id that some product can have. */
const NAME = /^[a-z0-9-]{1,200}$/i;

type Row = { generation: string; card: string; description: SerializedEditorState | null };

/**
 * One published product with its description, as JSON text (api.md §2), or where the one that once had this slug is.
 * @throws Problem not_found when no published product has or had this slug or id.
 */
export async function readProduct(payload: Payload, slugOrId: string): Promise<CachedAnswer | Moved> {
  if (!NAME.test(slugOrId)) throw new Problem('not_found');
  try {
    return await products.answer(payload, slugOrId, { compute: () => composeProduct(payload, slugOrId) });
  } catch (error) {
    const moved = isProblem(error) && error.code === 'not_found' && (await movedFrom(payload, 'products', slugOrId));
    if (moved) return moved;
    throw error;
  }
}

async function composeProduct(payload: Payload, slugOrId: string): Promise<Computed> {
  const { generation, card, description } = await findProduct(payload, slugOrId);
  const html = description ? await renderArticle(payload, description) : '';
  const text = JSON.stringify({ html, lexical: description });
  return { generation: Number(generation), body: `${card.slice(0, -1)},"description":${text}}` };
}

/**
 * A published product as other services see it, as JSON text; read from the database, since an order is made of it.
 * @throws Problem not_found when no published product has this id.
 */
export async function readProductById(payload: Payload, id: string): Promise<string> {
  if (!isUuid(id)) throw new Problem('not_found');
  return (await findProduct(payload, id)).card;
}

async function findProduct(payload: Payload, slugOrId: string): Promise<Row> {
  const id = isUuid(slugOrId) ? slugOrId : null;
  const { rows } = await database(payload).execute<Row>(
    sql`
    SELECT ${GENERATION} AS generation, ${CARD(payload, sql`card`)} AS card, description
    FROM product_cards JOIN products ON products.id = product_id
    WHERE live AND (product_id = ${id}::uuid OR product_cards.slug = ${slugOrId})
    ORDER BY (product_id = ${id}::uuid) DESC NULLS LAST LIMIT 1`,
    { prepared: true },
  );
  const [row] = rows;
  if (!row) throw new Problem('not_found');
  return row;
}
