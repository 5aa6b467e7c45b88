import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { type CachedAnswer, type Computed, ResponseCache } from '../../cache/response-cache.ts';
import { database } from '../../database/transaction.ts';
import { GENERATION, PRODUCTS } from './card-sql.ts';
import { CATEGORIES } from './categories.ts';
import { allOf, conditionsOf, type FilterName } from './criteria-sql.ts';
import { type Criteria, canonical, type TermFilter } from './product-query.ts';

const facets = new ResponseCache({ generation: PRODUCTS, prefix: 'product:facets:' });

/** The table of the names of each kind of term. */
const TABLES: Record<TermFilter, string> = { colour: 'colours', style: 'styles', range: 'ranges', finish: 'finishes' };

/** How many published products each value of each filter would leave, as JSON text (api.md §2). */
export const productFacets = (payload: Payload, criteria: Criteria): Promise<CachedAnswer> =>
  facets.answer(payload, canonical({ criteria }), { compute: () => countFacets(payload, criteria) });

/** Such counts when this process has them at hand. */
export const recallFacets = (payload: Payload, criteria: Criteria): CachedAnswer | undefined =>
  facets.recall(payload, canonical({ criteria }));

/** One pass over the cards tells of each which filters it meets; each facet then counts without its own. */
async function countFacets(payload: Payload, criteria: Criteria): Promise<Computed> {
  const { q, ...filters } = criteria;
  const conditions = conditionsOf(filters);
  const columns = [...conditions].map(([name, condition]) => sql`${condition} AS ${meets(name)}`);
  const met = new Map([...conditions.keys()].map((name) => [name, meets(name)] as const));
  const without = (...left: FilterName[]) => allOf(met, left);
  const { rows } = await database(payload).execute<{ generation: string; body: string }>(sql`
    WITH card AS MATERIALIZED (
      SELECT ${sql.join([sql`category, colours, style, range, finish, price, in_stock`, ...columns], sql`, `)}
      FROM product_cards WHERE live AND ${allOf(conditionsOf({ q }))}
    )
    SELECT ${GENERATION} AS generation, json_build_object('data', json_build_object(
      'category', ${categories(without('category'))},
      'colour', ${terms('colour', sql`card CROSS JOIN unnest(colours) AS value`, without('colour'))},
      'style', ${terms('style', valuesOf('style'), without('style'))},
      'range', ${terms('range', valuesOf('range'), without('range'))},
      'finish', ${terms('finish', valuesOf('finish'), without('finish'))},
      'price', (SELECT json_build_object('min', trim_scale(min(price)::numeric / 100), 'max',
        trim_scale(max(price)::numeric / 100)) FROM card WHERE ${without('priceMin', 'priceMax')}),
      'inStock', (SELECT count(*) FROM card WHERE in_stock AND ${without('inStock')})
    ))::text AS body`);
  const [row] = rows;
  return { generation: Number(row?.generation), body: row?.body ?? '' };
}

const meets = (name: FilterName): SQL => sql`${sql.identifier(`meets_${name}`)}`;

const valuesOf = (name: TermFilter): SQL =>
  sql`(SELECT *, ${sql.identifier(name)} AS value FROM card WHERE ${sql.identifier(name)} IS NOT NULL) AS valued`;

const LIST = sql`coalesce(json_agg(json_build_object('value', value, 'name', name, 'count', count)
  ORDER BY count DESC, name, value), '[]')`;

const categories = (where: SQL): SQL => sql`(SELECT ${LIST} FROM (
  SELECT category AS value, CASE category ${sql.join(
    CATEGORIES.map(({ value, label }) => sql`WHEN ${value} THEN ${label}`),
    sql` `,
  )} END AS name, count(*) AS count FROM card WHERE ${where} GROUP BY category) AS counted)`;

const terms = (name: TermFilter, from: SQL, where: SQL): SQL => sql`(SELECT ${LIST} FROM (
  SELECT value, count(*) AS count FROM ${from} WHERE ${where} GROUP BY value) AS counted
  JOIN ${sql.identifier(TABLES[name])} AS term ON term.slug = value)`;
