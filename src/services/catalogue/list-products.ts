import { createHash } from 'node:crypto';
import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { type CachedAnswer, type Computed, ResponseCache } from '../../cache/response-cache.ts';
import { database } from '../../database/transaction.ts';
import { isUuid } from '../../lib/ids.ts';
import type { MaybePromise } from '../../lib/maybe-promise.ts';
import { Problem } from '../../lib/problem.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { PRODUCTS_GENERATION, productCardSql, productsGenerationSql } from './product-cards.ts';
import { canonicalQuery, type ProductsQuery } from './product-query.ts';
import { joinConditions, toConditions } from './product-sql.ts';

/** For how long the sort key of a cursor is stored. People rarely leave a list open longer before they scroll on. */
const TTL_SECONDS = 3600;

/** Returns the Redis key for the last product of a page, in a list with these criteria and sort order. */
const toCursorKey = ({ criteria, sort }: ProductsQuery, productId: string): string =>
  `product:cursor:${createHash('sha1').update(canonicalQuery({ criteria, sort })).digest('base64url')}:${productId}`;

/** Whether the sort key can change: price and title can be edited, the creation time cannot. */
const isMutableSort = ({ sort }: ProductsQuery): boolean => !sort.endsWith('createdAt');

/**
 * Stores the sort key of the last product of a page, so that the next page starts at the end of this page, even if the product's
 * price or title is edited meanwhile. If Redis is unreachable, the next page starts at the product's new position.
 */
export async function rememberCursorPlace(
  payload: Payload,
  query: ProductsQuery,
  productId: string,
  key: string,
): Promise<void> {
  if (!isMutableSort(query)) return;
  await runtimeOf(payload)
    .redis.set(toCursorKey(query, productId), key, 'EX', TTL_SECONDS)
    .catch((err: unknown) => payload.logger.debug({ err }, 'Could not store the position of a cursor in Redis.'));
}

/** Returns the stored sort key for the cursor of `query`; null if there is none. */
export async function readCursorPlace(payload: Payload, query: ProductsQuery): Promise<string | null> {
  if (query.cursor === undefined || !isMutableSort(query)) return null;
  return runtimeOf(payload)
    .redis.get(toCursorKey(query, query.cursor))
    .catch(() => null);
}

const responses = new ResponseCache({ generation: PRODUCTS_GENERATION, prefix: 'product:list:' });

/** The column and type of each sort key. The id, which is unique, breaks ties. */
const SORT_KEYS = {
  createdAt: ['created_at', 'timestamptz'],
  price: ['price', 'integer'],
  title: ['title_key', 'text'],
} as const;

type Row = {
  generation: string;
  /**
   * Whether the sort key of the cursor's product has changed since the previous page was read; null for a product that was never
   * published.
   */
  cursorMoved: boolean | null;
  body: string;
  lastId: string | null;
  lastKey: string | null;
};

/**
 * Returns a page of published products as JSON text (docs/spec/api.md#2-products), from the cache or by one query. The texts and
 * prices come from the table `product_cards`; triggers update it with every change (src/database/schema/product-cards.sql).
 * @throws Problem invalid_cursor if the cursor is not the id of a product that is or once was published.
 */
export function listProducts(payload: Payload, query: ProductsQuery): MaybePromise<CachedAnswer> {
  if (query.cursor !== undefined && !isUuid(query.cursor)) throw new Problem('invalid_cursor');
  const compute = () => readPage(payload, query);
  // Searches and later pages are mostly requested once, so they are stored in Redis only when requested again.
  const rare = query.cursor !== undefined || query.criteria.q !== undefined;
  return responses.answer(payload, canonicalQuery(query), { compute, rare });
}

async function readPage(payload: Payload, query: ProductsQuery): Promise<Computed> {
  const statement = toPageStatement(payload, query, await readCursorPlace(payload, query));
  const { rows } = await database(payload).execute<Row>(statement, { prepared: isCommonQuery(query) });
  const [row] = rows;
  if (!row || row.cursorMoved === null) throw new Problem('invalid_cursor');
  const { generation, cursorMoved, body, lastId, lastKey } = row;
  if (lastId !== null && lastKey !== null) await rememberCursorPlace(payload, query, lastId, lastKey);
  // Do not cache this page if the cursor's product has moved. After a move down the list, a later page can end with the
  // same product, and the client then requests this page again. If this page were cached, the client would repeat the
  // same pages for ever.
  return { generation: Number(generation), body, once: cursorMoved };
}

/**
 * Whether the query is worth a prepared statement: it has at most one filter and no search. Most combinations of filters occur
 * only once, and the best plan for a search depends on its words.
 */
const isCommonQuery = ({ criteria: { q, ...filters } }: ProductsQuery): boolean =>
  q === undefined && Object.values(filters).filter((value) => value !== undefined).length <= 1;

/**
 * Builds the query of a page. Keyset paging returns the products after the cursor's position, even if the cursor's product has
 * been changed or unpublished since. The query reads one row more than the page, to find out whether there is a next page.
 */
export function toPageStatement(payload: Payload, query: ProductsQuery, cursorPlace: string | null): SQL {
  const { criteria, sort, limit, cursor } = query;
  const descending = sort.startsWith('-');
  const [column, type] = SORT_KEYS[(descending ? sort.slice(1) : sort) as keyof typeof SORT_KEYS];
  const key = sql.identifier(column);
  const direction = sql.raw(descending ? 'DESC' : 'ASC');
  const after =
    cursor === undefined
      ? sql`true`
      : sql`(${key}, product_id) ${sql.raw(descending ? '<' : '>')} ((SELECT key FROM place), ${cursor}::uuid)`;
  return sql`
    WITH place AS (
      SELECT coalesce(place, ${key}) AS key, coalesce(place <> ${key}, false) AS moved
      FROM product_cards, (VALUES (${cursorPlace}::${sql.raw(type)})) AS stored (place) WHERE product_id = ${cursor ?? null}
    ), found AS (
      SELECT product_id, ${key} AS key, card FROM product_cards
      WHERE live AND ${joinConditions(toConditions(criteria))} AND ${after}
      ORDER BY ${key} ${direction}, product_id ${direction} LIMIT ${limit + 1}
    ), numbered AS (
      SELECT *, row_number() OVER (ORDER BY key ${direction}, product_id ${direction}) AS number FROM found
    ), page AS (
      SELECT count(*) > ${limit} AS more,
        coalesce(string_agg(card, ',' ORDER BY number) FILTER (WHERE number <= ${limit}), '') AS cards,
        max(product_id::text) FILTER (WHERE number = ${limit}) AS last_id,
        max(key::text) FILTER (WHERE number = ${limit}) AS last_key
      FROM numbered
    )
    SELECT ${productsGenerationSql} AS generation, ${cursor === undefined ? sql`false` : sql`(SELECT moved FROM place)`} AS "cursorMoved",
      '{"data":[' || ${productCardSql(payload, sql`cards`)} || '],"nextCursor":'
        || CASE WHEN more THEN '"' || last_id || '"' ELSE 'null' END
        || ',"hasNextPage":' || more || '}' AS body,
      CASE WHEN more THEN last_id END AS "lastId", last_key AS "lastKey"
    FROM page`;
}
