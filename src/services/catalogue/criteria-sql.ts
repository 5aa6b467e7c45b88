import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Criteria } from './product-query.ts';
import { spellings } from './spellings.ts';

/** A filter of the contract. */
export type FilterName = keyof Criteria;

/** What a card has to fulfil for each filter that is given. */
export function conditionsOf(criteria: Criteria): Map<FilterName, SQL> {
  const { category, colour, priceMin, priceMax, inStock, q } = criteria;
  const conditions = new Map<FilterName, SQL>();
  if (category !== undefined) conditions.set('category', sql`category = ${category}`);
  if (colour) conditions.set('colour', sql`colours && ${sql.param(colour)}::text[]`);
  for (const name of ['style', 'range', 'finish'] as const) {
    const slugs = criteria[name];
    if (slugs) conditions.set(name, sql`${sql.identifier(name)} = ANY (${sql.param(slugs)}::text[])`);
  }
  if (priceMin !== undefined) conditions.set('priceMin', sql`price >= ${priceMin}`);
  if (priceMax !== undefined) conditions.set('priceMax', sql`price <= ${priceMax}`);
  if (inStock !== undefined) conditions.set('inStock', sql`in_stock = ${inStock}`);
  if (q !== undefined) conditions.set('q', matches(q));
  return conditions;
}

/** All of `conditions`, those of `left` aside. */
export function allOf(conditions: Map<FilterName, SQL>, left: readonly FilterName[] = []): SQL {
  const kept = [...conditions].filter(([name]) => !left.includes(name)).map(([, condition]) => condition);
  return kept.length > 0 ? sql.join(kept, sql` AND `) : sql`true`;
}

/** Words in any of their forms and spellings, without accents; what nothing has is looked for with typos. */
function matches(q: string): SQL {
  const queries = spellings(q).map((text) => sql`websearch_to_tsquery('english', unaccent(${text}))`);
  const words = sql`(${sql.join(queries, sql` || `)})`;
  return sql`(search @@ ${words} OR (
    NOT EXISTS (SELECT 1 FROM product_cards WHERE live AND search @@ ${words})
    AND lower(unaccent(${q})) <% search_text))`;
}
