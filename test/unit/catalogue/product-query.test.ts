import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canonicalQuery,
  facetsParameters,
  productsParameters,
  SORTS,
  toCriteria,
  toProductsQuery,
} from '../../../src/services/catalogue/product-query.ts';

const parse = (parameters: Record<string, unknown>) => productsParameters.safeParse(parameters);
const query = (parameters: Record<string, unknown>) => toProductsQuery(productsParameters.parse(parameters));
const listErrors = (parameters: Record<string, unknown>) =>
  parse(parameters).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

test('a list without parameters has the 20 newest products', () => {
  expect(query({})).toEqual({ criteria: {}, sort: '-createdAt', limit: 20, cursor: undefined });
});

test('all parameters of a list become criteria, order and position', () => {
  const filter = { colour: 'sage,oak,sage', style: 'shaker', range: 'ascot-2-painted', finish: 'matt' };
  const { criteria, ...page } = query({
    ...{ category: 'KITCHEN', filter, priceMin: '10', priceMax: '1499.99', inStock: 'true', q: 'oak' },
    ...{ sort: 'price', limit: '100', cursor: 'c' },
  });
  expect(page).toEqual({ sort: 'price', limit: 100, cursor: 'c' });
  expect(criteria).toEqual({
    ...{ category: 'KITCHEN', priceMin: 1000, priceMax: 149_999, inStock: true, q: 'oak' },
    ...{ colour: ['oak', 'sage'], style: ['shaker'], range: ['ascot-2-painted'], finish: ['matt'] },
  });
});

test('the filters by price and stock may be inside of filter', () => {
  const filter = { priceMin: '0.5', priceMax: '0.50', inStock: 'false' };
  expect(query({ filter }).criteria).toEqual({ priceMin: 50, priceMax: 50, inStock: false });
});

describe('a list is refused with', () => {
  const slugs = (count: number) => Array.from({ length: count }, (_, i) => `s${i}`).join(',');

  test.each([
    ['an unknown category', { category: 'BATHROOM' }],
    ['an unknown parameter', { colour: 'sage' }],
    ['an unknown filter', { filter: { size: 's' } }],
    ['an unknown order', { sort: 'stock' }],
    ['a limit of 0', { limit: '0' }],
    ['a limit of 101', { limit: '101' }],
    ['a limit that is no whole number', { limit: '1.0' }],
    ['a limit that begins with a number', { limit: '5 ' }],
    ['a cursor of 101 characters', { cursor: 'c'.repeat(101) }],
    ['a stock that is neither true nor false', { inStock: '1' }],
    ['a slug with capitals', { filter: { colour: 'Sage' } }],
    ['a slug with a hyphen at its end', { filter: { style: 'sage-' } }],
    ['an empty slug', { filter: { range: 'sage,' } }],
    ['a slug of 201 characters', { filter: { finish: 'a'.repeat(201) } }],
    ['51 slugs', { filter: { colour: slugs(51) } }],
    ['a negative price', { priceMin: '-1' }],
    ['a price with three decimals', { priceMin: '1.234' }],
    ['a price with text around it', { priceMin: '£1' }],
    ['a price in exponents', { priceMax: '1e3' }],
    ['a price above a million pounds', { priceMax: '1000000.01' }],
  ])('%s', (_, parameters) => {
    expect(parse(parameters).success).toBe(false);
  });

  test('a price that is given twice, or a range that is empty', () => {
    expect(listErrors({ priceMin: '1', filter: { priceMin: '1' } })).toEqual([
      'priceMin: priceMin is given twice: as priceMin and as filter[priceMin]. Send only one of them.',
    ]);
    expect(listErrors({ priceMin: '1', inStock: 'true', filter: { priceMax: '1', inStock: 'false' } })).toEqual([
      'inStock: inStock is given twice: as inStock and as filter[inStock]. Send only one of them.',
    ]);
    expect(listErrors({ priceMin: '1.01', priceMax: '1' })).toEqual([
      'priceMax: priceMax must not be less than priceMin.',
    ]);
    expect(listErrors({ priceMin: '2', filter: { priceMax: '1' } })).toHaveLength(1);
    expect(listErrors({ priceMax: '1000000.01' })).toEqual(['priceMax: Enter at most 1000000 pounds.']);
    expect(facetsParameters.safeParse({ priceMin: '2', priceMax: '1' }).success).toBe(false);
    expect(facetsParameters.safeParse({ limit: '2' }).success).toBe(false);
  });

  test('nothing at its largest sizes', () => {
    const largest = { filter: { colour: slugs(50), style: 'a'.repeat(200) }, cursor: 'c'.repeat(100), limit: '1' };
    expect(parse({ ...largest, priceMin: '1', priceMax: '1000000' }).success).toBe(true);
    expect(parse({ priceMin: '1000000' }).success).toBe(true);
    for (const sort of SORTS) expect(parse({ sort }).success).toBe(true);
  });
});

test('prices are exact for every number of pence', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000_000 }), (pence) => {
      expect(query({ priceMax: (pence / 100).toFixed(2) }).criteria.priceMax).toBe(pence);
    }),
  );
});

describe('the cache key', () => {
  const key = (parameters: Record<string, unknown>) => canonicalQuery(query(parameters));

  test('is the same for equivalent queries', () => {
    expect(key({ priceMin: '1', category: 'KITCHEN', filter: { colour: 'b,a' } })).toBe(
      key({ filter: { colour: 'a,b,a', priceMin: '1.00' }, category: 'KITCHEN', limit: '20', sort: '-createdAt' }),
    );
    expect(canonicalQuery({})).toBe(canonicalQuery({ criteria: { q: undefined } }));
    expect(canonicalQuery({ criteria: { q: 'oak', inStock: true } })).toBe(
      canonicalQuery({ criteria: { inStock: true, q: 'oak' } }),
    );
  });

  test('differs for each parameter', () => {
    const keys = [
      ...[
        {},
        { category: 'KITCHEN' },
        { category: 'BEDROOM' },
        { q: 'oak' },
        { inStock: 'true' },
        { inStock: 'false' },
      ],
      ...[{ priceMin: '1' }, { priceMax: '1' }, { sort: 'price' }, { limit: '21' }, { cursor: '21' }],
      ...[{ filter: { colour: 'a' } }, { filter: { style: 'a' } }, { filter: { colour: 'a,b' } }],
    ].map(key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('of the facets is made from the criteria only', () => {
    const criteria = toCriteria(facetsParameters.parse({ q: 'oak' }));
    expect(canonicalQuery({ criteria })).toBe('[null,null,null,[["q","oak"]]]');
  });
});
