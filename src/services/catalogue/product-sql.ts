import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Criteria } from './product-query.ts';

/** Words of the trade with a British and an American spelling. */
const PAIRS = [
  ['aluminium', 'aluminum'],
  ['centre', 'center'],
  ['colour', 'color'],
  ['coloured', 'colored'],
  ['fibre', 'fiber'],
  ['grey', 'gray'],
  ['jewellery', 'jewelry'],
  ['moulded', 'molded'],
  ['moulding', 'molding'],
  ['panelled', 'paneled'],
  ['panelling', 'paneling'],
] as const;

const BRITISH = new Map<string, string>(PAIRS.map(([british, american]) => [american, british]));
const AMERICAN = new Map<string, string>(PAIRS);

const respell = (text: string, words: ReadonlyMap<string, string>) =>
  text.replace(/\p{L}+/gu, (word) => words.get(word.toLowerCase()) ?? word);

/** Returns `text` as it is, `text` in British spelling and `text` in American spelling, without duplicates. */
export const listSpellings = (text: string): string[] => [
  ...new Set([text, respell(text, BRITISH), respell(text, AMERICAN)]),
];

/** Minimum length of a word in which letters are swapped. In shorter words, half of the swaps produce another real word. */
const LEAST_LETTERS = 4;

/**
 * Returns for each word of `text` the word itself and every variant with two adjacent letters swapped: for `shkaer` also
 * `shaker`. Missing and doubled letters need no variants, because the trigram search of Postgres finds them.
 */
export const swapped = (text: string): string[][] =>
  [...text.matchAll(/[\p{L}\p{M}]+/gu)].map(([word]) => [word, ...listSwaps([...word])]);

const listSwaps = (letters: readonly string[]): string[] =>
  letters.length < LEAST_LETTERS
    ? []
    : letters
        .slice(1)
        .map((letter, at) => [...letters.slice(0, at), letter, letters[at], ...letters.slice(at + 2)].join(''));

/** The name of a filter of the product list. */
export type FilterName = keyof Criteria;

/** Returns an SQL condition on product cards for each given filter. */
export function toConditions(criteria: Criteria): Map<FilterName, SQL> {
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
  if (q !== undefined) conditions.set('q', matchesTextSql(q));
  return conditions;
}

/** Joins conditions with AND, except the conditions of the `excluded` filters. */
export function joinConditions(conditions: Map<FilterName, SQL>, excluded: readonly FilterName[] = []): SQL {
  const remaining = [...conditions].filter(([name]) => !excluded.includes(name)).map(([, condition]) => condition);
  return remaining.length > 0 ? sql.join(remaining, sql` AND `) : sql`true`;
}

/**
 * SQL for a full-text match of `q`. The match ignores word endings and accents, and treats British and American spellings alike.
 * If no product matches, typos are tolerated too.
 */
function matchesTextSql(q: string): SQL {
  const words = sql`(${sql.join(listSpellings(q).map(toTsQuerySql), sql` || `)})`;
  const corrected = swapped(q).map((forms) => toTsQuerySql(forms.join(' or ')));
  const matchesCorrected = corrected.length > 0 ? sql`search @@ (${sql.join(corrected, sql` && `)})` : sql`false`;
  return sql`(search @@ ${words} OR (
    NOT EXISTS (SELECT 1 FROM product_cards WHERE live AND search @@ ${words})
    AND (lower(unaccent(${q})) <% search_text OR ${matchesCorrected})))`;
}

const toTsQuerySql = (text: string): SQL => sql`websearch_to_tsquery('english', unaccent(${text}))`;
