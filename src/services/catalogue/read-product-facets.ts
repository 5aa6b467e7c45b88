import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { type CachedAnswer, type Computed, ResponseCache } from '../../cache/response-cache.ts';
import { database } from '../../database/transaction.ts';
import type { MaybePromise } from '../../lib/maybe-promise.ts';
import { PRODUCTS_GENERATION, productsGenerationSql } from './product-cards.ts';
import { CATEGORIES, type Criteria, canonicalQuery, type TermFilter } from './product-query.ts';
import { type FilterName, joinConditions, toConditions } from './product-sql.ts';

const responses = new ResponseCache({ generation: PRODUCTS_GENERATION, prefix: 'product:facets:' });

const TERM_TABLES: Record<TermFilter, string> = {
  colour: 'colours',
  style: 'styles',
  range: 'ranges',
  finish: 'finishes',
};

/** Returns the number of published products for each value of each filter, as JSON text (docs/spec/api.md#2-products). */
export const readProductFacets = (payload: Payload, criteria: Criteria): MaybePromise<CachedAnswer> =>
  responses.answer(payload, canonicalQuery({ criteria }), { compute: () => countFacets(payload, criteria) });

/**
 * Counts all facets. One pass over the cards evaluates every filter on each card; each facet then counts the cards that pass all
 * filters except its own.
 */
async function countFacets(payload: Payload, criteria: Criteria): Promise<Computed> {
  const { q, ...filters } = criteria;
  const conditions = toConditions(filters);
  const columns = [...conditions].map(([name, condition]) => sql`${condition} AS ${meetsColumnSql(name)}`);
  const metConditions = new Map([...conditions.keys()].map((name) => [name, meetsColumnSql(name)] as const));
  const conditionsWithout = (...excluded: FilterName[]) => joinConditions(metConditions, excluded);
  const { rows } = await database(payload).execute<{ generation: string; body: string }>(sql`
    WITH card AS MATERIALIZED (
      SELECT ${sql.join([sql`category, colours, style, range, finish, price, in_stock`, ...columns], sql`, `)}
      FROM product_cards WHERE live AND ${joinConditions(toConditions({ q }))}
    )
    SELECT ${productsGenerationSql} AS generation, json_build_object('data', json_build_object(
      'category', ${categoryFacetSql(conditionsWithout('category'))},
      'colour', ${termFacetSql('colour', sql`card CROSS JOIN unnest(colours) AS value`, conditionsWithout('colour'))},
      'style', ${termFacetSql('style', termValuesSql('style'), conditionsWithout('style'))},
      'range', ${termFacetSql('range', termValuesSql('range'), conditionsWithout('range'))},
      'finish', ${termFacetSql('finish', termValuesSql('finish'), conditionsWithout('finish'))},
      'price', (SELECT json_build_object('min', trim_scale(min(price)::numeric / 100), 'max',
        trim_scale(max(price)::numeric / 100)) FROM card WHERE ${conditionsWithout('priceMin', 'priceMax')}),
      'inStock', (SELECT count(*) FROM card WHERE in_stock AND ${conditionsWithout('inStock')})
    ))::text AS body`);
  const [row] = rows;
  return { generation: Number(row?.generation), body: row?.body ?? '' };
}

const meetsColumnSql = (name: FilterName): SQL => sql`${sql.identifier(`meets_${name}`)}`;

const termValuesSql = (name: TermFilter): SQL =>
  sql`(SELECT *, ${sql.identifier(name)} AS value FROM card WHERE ${sql.identifier(name)} IS NOT NULL) AS valued`;

const facetListSql = sql`coalesce(json_agg(json_build_object('value', value, 'name', name, 'count', count)
  ORDER BY count DESC, name, value), '[]')`;

const categoryFacetSql = (where: SQL): SQL => sql`(SELECT ${facetListSql} FROM (
  SELECT category AS value, CASE category ${sql.join(
    CATEGORIES.map(({ value, label }) => sql`WHEN ${value} THEN ${label}`),
    sql` `,
  )} END AS name, count(*) AS count FROM card WHERE ${where} GROUP BY category) AS counted)`;

const termFacetSql = (name: TermFilter, from: SQL, where: SQL): SQL => sql`(SELECT ${facetListSql} FROM (
  SELECT value, count(*) AS count FROM ${from} WHERE ${where} GROUP BY value) AS counted
  JOIN ${sql.identifier(TERM_TABLES[name])} AS term ON term.slug = value)`;
