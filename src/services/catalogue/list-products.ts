import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { type CachedAnswer, type Computed, ResponseCache } from '../../cache/response-cache.ts';
import { database } from '../../database/transaction.ts';
import { isUuid } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { CARD, GENERATION, PRODUCTS } from './card-sql.ts';
import { allOf, conditionsOf } from './criteria-sql.ts';
import { notedPlace, notePlace } from './cursor-places.ts';
import { canonical, type ProductsQuery } from './product-query.ts';

const pages = new ResponseCache({ generation: PRODUCTS, prefix: 'product:list:' });

/** The column of each sort and its type; ids, which are unique, put those that are equal in an order. */
const SORT_KEYS = {
  createdAt: ['created_at', 'timestamptz'],
  price: ['price', 'integer'],
  title: ['title_key', 'text'],
} as const;

type Row = { generation: string; known: boolean; body: string; lastId: string | null; lastKey: string | null };

/**
 * A page of published products as JSON text (api.md §2), from the cache or by one statement.
 * @throws Problem invalid_cursor when no product of that id has ever been published.
 */
export function listProducts(payload: Payload, query: ProductsQuery): Promise<CachedAnswer> {
  if (query.cursor !== undefined && !isUuid(query.cursor)) throw new Problem('invalid_cursor');
  const compute = () => readPage(payload, query);
  // Searches and later pages are asked for once, mostly: Redis is spared those until they are asked for again.
  const rare = query.cursor !== undefined || query.criteria.q !== undefined;
  return pages.answer(payload, canonical(query), { compute, rare });
}

/** Such a page when this process has it at hand. */
export const recallProducts = (payload: Payload, query: ProductsQuery): CachedAnswer | undefined =>
  pages.recall(payload, canonical(query));

async function readPage(payload: Payload, query: ProductsQuery): Promise<Computed> {
  const statement = pageStatement(payload, query, await notedPlace(payload, query));
  const { rows } = await database(payload).execute<Row>(statement, { prepared: isUsual(query) });
  const [row] = rows;
  if (!row?.known) throw new Problem('invalid_cursor');
  const { generation, body, lastId, lastKey } = row;
  if (lastId !== null && lastKey !== null) await notePlace(payload, query, lastId, lastKey);
  return { generation: Number(generation), body };
}

/** Of the thousands of ways to combine filters most are asked for once; a search is best planned for its words. */
const isUsual = ({ criteria: { q, ...filters } }: ProductsQuery): boolean =>
  q === undefined && Object.values(filters).filter((value) => value !== undefined).length <= 1;

/**
 * Keyset paging: the products after the cursor's place in the order, whatever has become of the cursor's product since. One
 * more than the page is read, to tell whether there is a next one.
 */
export function pageStatement(payload: Payload, query: ProductsQuery, place: string | null): SQL {
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
      SELECT coalesce(${place}::${sql.raw(type)}, ${key}) AS key FROM product_cards WHERE product_id = ${cursor ?? null}
    ), found AS (
      SELECT product_id, ${key} AS key, card FROM product_cards
      WHERE live AND ${allOf(conditionsOf(criteria))} AND ${after}
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
    SELECT ${GENERATION} AS generation, ${cursor === undefined ? sql`true` : sql`EXISTS (SELECT 1 FROM place)`} AS known,
      '{"data":[' || ${CARD(payload, sql`cards`)} || '],"nextCursor":'
        || CASE WHEN more THEN '"' || last_id || '"' ELSE 'null' END
        || ',"hasNextPage":' || more || '}' AS body,
      CASE WHEN more THEN last_id END AS "lastId", last_key AS "lastKey"
    FROM page`;
}
