import type pg from 'pg';

const TABLES = ['products', 'products_rels'];
/** Search indexes. The benchmark of a long list does not use them, and filling them would take most of the time. */
const SEARCH_INDEXES = ['product_cards_search_idx', 'product_cards_typos_idx', 'product_cards_colours_idx'];

/**
 * Inserts products, created one second apart, each with terms, two colours and two photos. Then builds all their cards at once
 * with the site's own function.
 */
export async function insertCatalogue(database: pg.Pool, count: number): Promise<void> {
  const run = (text: string, values: unknown[] = []) => database.query(text, values);
  for (const table of TABLES) await run(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  for (const table of ['styles', 'ranges', 'finishes']) {
    await run(`INSERT INTO ${table} (id, name, slug)
      SELECT gen_random_uuid(), '${table} ' || n, '${table}-' || n FROM generate_series(1, 10) n`);
  }
  await run(`INSERT INTO colours (id, name, slug, hex)
    SELECT gen_random_uuid(), 'Colour ' || n, 'colour-' || n, '#aabbcc' FROM generate_series(1, 20) n`);
  await run(`INSERT INTO media (id, alt, key, filename, mime_type, width, height,
      sizes_large_filename, sizes_medium_filename, sizes_thumb_filename)
    SELECT gen_random_uuid(), 'A room, number ' || n, 'media/2026/02/' || n || '.jpg', n || '.jpg', 'image/jpeg', 2400,
      1600, n || '-large.webp', n || '-medium.webp', n || '-thumb.webp' FROM generate_series(1, 500) n`);
  await run(
    `INSERT INTO products (id, title, summary, slug, category, price, stock, style_id, range_id, finish_id, created_at,
      updated_at, _status)
    SELECT gen_random_uuid(), 'Product ' || n, 'A fitted kitchen with painted doors, number ' || n, 'product-' || n,
      (ARRAY['KITCHEN', 'BEDROOM'])[1 + n % 2]::enum_products_category, 10000 + n * 7919 % 900000, n % 5,
      (SELECT id FROM styles WHERE slug = 'styles-' || 1 + n % 10),
      (SELECT id FROM ranges WHERE slug = 'ranges-' || 1 + n % 10),
      (SELECT id FROM finishes WHERE slug = 'finishes-' || 1 + n % 10),
      timestamptz '2020-01-01' + n * interval '1 second', now(), 'published'
    FROM generate_series(1, $1::integer) n`,
    [count],
  );
  for (const [path, table] of [
    ['colours', 'colours'],
    ['images', 'media'],
  ]) {
    await run(`WITH parts AS (SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS total FROM ${table}),
        numbered AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM products)
      INSERT INTO products_rels ("order", parent_id, path, ${table}_id)
      SELECT position, numbered.id, '${path}', parts.id FROM numbered CROSS JOIN generate_series(1, 2) AS position
      JOIN parts ON parts.n = 1 + (numbered.n * 2 + position) % parts.total`);
  }
  for (const table of TABLES) await run(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  await run('ANALYZE');
  await run('SELECT refresh_product_cards(array_agg(id), false) FROM products');
  await run('VACUUM ANALYZE');
}

/** Drops the search indexes and copies the existing cards until there are `count` cards. The copies belong to no product. */
export async function growCards(database: pg.Pool, count: number): Promise<void> {
  for (const index of SEARCH_INDEXES) await database.query(`DROP INDEX ${index}`);
  await database.query(
    `WITH more AS (
      SELECT card.*, row_number() OVER () AS n FROM product_cards card
      CROSS JOIN generate_series(2, (SELECT $1 / count(*) FROM product_cards)))
    INSERT INTO product_cards (product_id, live, slug, title_key, category, style, range, finish, colours, price, in_stock,
      created_at, card, search, search_text, is_news, announced_live)
    SELECT gen_random_uuid(), true, slug, title_key, category, style, range, finish, colours, price, in_stock,
      created_at + n * interval '1 millisecond', card, search, search_text, false, true FROM more`,
    [count],
  );
  await database.query('VACUUM ANALYZE product_cards');
}
