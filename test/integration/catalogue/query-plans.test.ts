import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { toPageStatement } from '../../../src/services/catalogue/list-products.ts';
import { SORTS } from '../../../src/services/catalogue/product-query.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();

// Insert so many rows that the planner avoids a sequential scan.
await database(payload).execute(sql`
  INSERT INTO product_cards (product_id, live, slug, title_key, category, colours, price, in_stock, created_at, card, search,
    search_text, is_news)
  SELECT gen_random_uuid(), true, n, 'title ' || n, CASE WHEN n % 50 = 0 THEN 'KITCHEN' ELSE 'BEDROOM' END, '{}', n, true,
    now() - n * interval '1 minute', repeat('x', 500), '', '', false FROM generate_series(1, 20000) n`);
await database(payload).execute(sql`ANALYZE product_cards`);

const INDEXES = { createdAt: 'created', price: 'price', title: 'title' } as const;
const COLUMNS = { createdAt: 'created_at', price: 'price', title: 'title_key' } as const;

for (const sort of SORTS) {
  for (const category of [undefined, 'KITCHEN']) {
    test(`a page deep in the order of ${sort}${category ? ' within a small category' : ''} is read from its index`, async () => {
      const field = sort.replace('-', '') as keyof typeof INDEXES;
      const { rows: deep } = await database(payload).execute<{ id: string }>(
        sql`SELECT product_id AS id FROM product_cards ORDER BY ${sql.identifier(COLUMNS[field])} OFFSET 10000 LIMIT 1`,
      );
      const page = { criteria: { category }, sort, limit: 20, cursor: deep[0]?.id };
      const { rows } = await database(payload).execute<{ 'QUERY PLAN': string }>(
        sql`EXPLAIN ${toPageStatement(payload, page, null)}`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      const index = `product_cards_${category ? 'category_' : ''}${INDEXES[field]}_idx`;
      expect(plan).toContain(index);
      expect(plan).toMatch(/Index Cond: .*ROW\(/);
    });
  }
}

test('a search uses the indexes for words and for typos', async () => {
  await database(payload).execute(sql`
    UPDATE product_cards SET search = to_tsvector('english', 'kitchen ' || md5(slug)), search_text = 'kitchen ' || md5(slug)
    WHERE price % 10 = 0`);
  await database(payload).execute(sql`ANALYZE product_cards`);
  const readPlan = async (q: string) => {
    const page = { criteria: { q }, sort: '-createdAt' as const, limit: 20, cursor: undefined };
    const { rows } = await database(payload).execute<{ 'QUERY PLAN': string }>(
      sql`EXPLAIN (ANALYZE, TIMING OFF) ${toPageStatement(payload, page, null)}`,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  const plan = await readPlan('0cc175b9 hskaer');
  expect(plan).toContain('product_cards_search_idx');
  expect(plan).toContain('product_cards_typos_idx');
  expect(plan).not.toContain('Seq Scan on product_cards');
});
