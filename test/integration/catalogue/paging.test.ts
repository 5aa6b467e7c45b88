import { sql } from '@payloadcms/db-postgres';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { getCacheGenerations } from '../../../src/cache/cache-generations.ts';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { startGateway } from '../../support/gateway.ts';

const { payload, call } = await startGateway();

type Row = { id: string; title: string; category: string; price: number; stock: number; createdAt: string };
type Page = { data: { id: string }[]; nextCursor: string | null; hasNextPage: boolean };

const SORTS = ['createdAt', '-createdAt', 'price', '-price', 'title', '-title'] as const;

/** Few different values, so that many products have equal sort keys. */
const product = fc.record({
  title: fc.constantFrom('Oak', 'oak', 'Élan', 'elan', 'Ash 1', 'Ash-2', 'Zebra', 'ölet', 'Ivory, plain'),
  category: fc.constantFrom('KITCHEN', 'BEDROOM'),
  price: fc.constantFrom(0, 99, 100, 101, 25_000, 25_050),
  stock: fc.constantFrom(0, 3),
  createdAt: fc.constantFrom(1, 2, 3, 60_000).map((after) => new Date(1_750_000_000_000 + after).toISOString()),
});

const change = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), product }),
  fc.record({ kind: fc.constant('edit' as const), at: fc.nat(), product }),
  fc.record({ kind: fc.constant('edit the cursor' as const), product }),
  fc.record({ kind: fc.constantFrom('delete', 'withdraw', 'delete the cursor'), at: fc.nat() }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const walk = fc.record({
  products: fc.array(product, { maxLength: 25 }),
  sort: fc.constantFrom(...SORTS),
  limit: fc.integer({ min: 1, max: 6 }),
  filters: fc.record(
    {
      category: fc.constantFrom('KITCHEN', 'BEDROOM'),
      inStock: fc.constantFrom('true', 'false'),
      priceMin: fc.constantFrom('0.99', '1', '250'),
    },
    { requiredKeys: [] },
  ),
  // The changes between each page and the next.
  changes: fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 8 }),
});

const titleKey = (title: string) => title.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const compare = <T>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0);
const KEYS = {
  createdAt: (row: Row) => row.createdAt,
  price: (row: Row) => row.price,
  title: (row: Row) => titleKey(row.title),
};

/** Sorts rows in the expected order: by sort key, then by id. */
function inOrder(rows: Row[], sort: (typeof SORTS)[number]): Row[] {
  const key: (row: Row) => string | number = KEYS[sort.replace('-', '') as keyof typeof KEYS];
  const ascending = [...rows].sort((a, b) => compare(key(a), key(b)) || compare(a.id, b.id));
  return sort.startsWith('-') ? ascending.reverse() : ascending;
}

const fits = (row: Row, { category, inStock, priceMin }: { category?: string; inStock?: string; priceMin?: string }) =>
  (category === undefined || row.category === category) &&
  (inStock === undefined || String(row.stock > 0) === inStock) &&
  (priceMin === undefined || row.price >= Number(priceMin) * 100);

async function store({ id, title, category, price, stock, createdAt }: Row): Promise<void> {
  await database(payload).execute(sql`
    INSERT INTO products (id, slug, title, category, price, stock, created_at, updated_at, _status)
    VALUES (${id}, ${id}, ${title}, ${category}::enum_products_category, ${price}, ${stock}, ${createdAt}, now(), 'published')
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, category = excluded.category, price = excluded.price,
      stock = excluded.stock`);
}

const setStatus = (id: string, status: string) =>
  database(payload).execute(sql`UPDATE products SET _status = ${status}::enum_products_status WHERE id = ${id}`);
const remove = (id: string) => database(payload).execute(sql`DELETE FROM products WHERE id = ${id}`);

/**
 * Applies a change to the database and to `rows`. Also removes the changed or deleted product from `steady`, which contains the
 * unchanged products.
 */
async function apply(change: Change, rows: Map<string, Row>, steady: Set<string>, cursor: string): Promise<void> {
  if (change.kind === 'insert') {
    const row = { id: uuidv7(), ...change.product };
    rows.set(row.id, row);
    return store(row);
  }
  const ids = [...rows.keys()];
  const id = change.kind.endsWith('the cursor') ? cursor : ids['at' in change ? change.at % ids.length : 0];
  const row = id === undefined ? undefined : rows.get(id);
  if (!row) return;
  steady.delete(row.id);
  if ('product' in change) {
    // The creation time of a product never changes.
    const edited = { ...row, ...change.product, createdAt: row.createdAt };
    rows.set(row.id, edited);
    return store(edited);
  }
  rows.delete(row.id);
  await (change.kind === 'withdraw' ? setStatus(row.id, 'draft') : remove(row.id));
}

beforeEach(async () => {
  await database(payload).execute(sql`DELETE FROM products`);
});

describe('paging through products', () => {
  test('continues after the second appearance of a product that an edit has moved to a later page', async () => {
    const [first, second, third, last] = [100, 200, 300, 400].map((price) => ({
      id: uuidv7(),
      title: 'Oak',
      category: 'KITCHEN',
      price,
      stock: 0,
      createdAt: new Date(1_750_000_000_000).toISOString(),
    })) as [Row, Row, Row, Row];
    for (const row of [first, second, third, last]) await store(row);
    const seen: string[] = [];
    let cursor = '';
    for (let page = 0; page < 6; page += 1) {
      const { body } = await call('GET', `/v1/products?sort=price&limit=1${cursor}`);
      const { data, nextCursor } = body as Page;
      seen.push(...data.map(({ id }) => id));
      if (nextCursor === null) break;
      cursor = `&cursor=${nextCursor}`;
      if (page === 0) {
        await store({ ...first, price: 350 });
        await refreshGeneration();
      }
    }
    expect(seen).toEqual([first.id, second.id, third.id, first.id, last.id]);
  });

  test('returns each unchanged product once and in order, whatever else changes meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(walk, async ({ products, sort, limit, filters, changes }) => {
        await database(payload).execute(sql`DELETE FROM products`);
        const rows = new Map(products.map((fields) => ({ id: uuidv7(), ...fields })).map((row) => [row.id, row]));
        for (const row of rows.values()) await store(row);
        const first = inOrder([...rows.values()], sort).filter((row) => fits(row, filters));
        const steady = new Set(first.map(({ id }) => id));

        const query = new URLSearchParams({ sort, limit: String(limit), ...filters });
        // Use a unique query, because pages of an earlier run may be in the cache.
        query.set('priceMax', String(10_000 + Math.floor(Math.random() * 900_000)));
        const seen: string[] = [];
        for (let page = 0; ; page += 1) {
          const { status, body } = await call('GET', `/v1/products?${query}`);
          expect(status, JSON.stringify(body)).toBe(200);
          const { data, nextCursor, hasNextPage } = body as Page;
          expect(data.length).toBeLessThanOrEqual(limit);
          seen.push(...data.map(({ id }) => id));
          if (!hasNextPage || nextCursor === null) break;
          expect(nextCursor).toBe(data.at(-1)?.id);
          for (const change of changes[page] ?? []) await apply(change, rows, steady, nextCursor);
          await refreshGeneration();
          query.set('cursor', nextCursor);
        }
        expect(seen.filter((id) => steady.has(id))).toEqual(first.map(({ id }) => id).filter((id) => steady.has(id)));
      }),
      { numRuns: 60, interruptAfterTimeLimit: 45_000, markInterruptAsFailure: false },
    );
  });
});

/** Updates this process's cache generation at once. The process itself would update it a moment later. */
async function refreshGeneration(): Promise<void> {
  const { rows } = await database(payload).execute<{ generation: string }>(
    sql`SELECT generation FROM cache_generations WHERE cache = 'products'`,
  );
  getCacheGenerations(payload).advance('products', Number(rows[0]?.generation ?? 0));
}
