import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyDatabase, type TestDatabase } from '../../support/database.ts';
import { siteEnvironment } from '../../support/environment.ts';
import { workerRedisUrl } from '../../support/redis.ts';
import { run } from '../../support/run.ts';
import { dumpSchema } from '../../support/schema-dump.ts';

type Column = { table: string; column: string; type: string; nullable: boolean; default: string | null };

const COLUMNS = `
  SELECT relname AS table, attname AS column, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS nullable,
    pg_get_expr(adbin, adrelid) AS default
  FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
  ORDER BY relname COLLATE "C", attnum`;

/** `test/fixtures/README.md` describes the content of these files and how to make them. */
const FOLDER = new URL('../../fixtures/releases/', import.meta.url);
const releases = readdirSync(FOLDER).map((file) => file.replace('.sql.gz', ''));

describe.each(releases)('a database of release %s', (release) => {
  let database: TestDatabase;
  let client: pg.Client;
  let columnsBefore: Column[];
  let rowsBefore: Record<string, number>;

  const columns = async () => (await client.query<Column>(COLUMNS)).rows;

  async function countRows() {
    const counts: Record<string, number> = {};
    for (const table of new Set((await columns()).map((column) => column.table))) {
      const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM "${table}"`);
      counts[table] = rows[0]?.count ?? 0;
    }
    return counts;
  }

  beforeAll(async () => {
    database = await emptyDatabase();
    client = new pg.Client(database.url);
    await client.connect();
    const file = await readFile(new URL(`${release}.sql.gz`, FOLDER));
    await client.query(String(await promisify(gunzip)(file)));
    columnsBefore = await columns();
    rowsBefore = await countRows();
    await run('src/processes/migrate.ts', siteEnvironment({ databaseUrl: database.url, redisUrl: workerRedisUrl() }));
  }, 120_000);
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('has rows in every table', () => {
    expect(Object.entries(rowsBefore).filter(([, count]) => count === 0)).toEqual([]);
  });

  it('gets the schema of a new database', async () => {
    const schema = await readFile(new URL('../../schema.sql', import.meta.url), 'utf8');
    expect(await dumpSchema(client)).toBe(schema);
  });

  it('keeps every row', async () => {
    const { payload_migrations, product_cards, ...rows } = await countRows();
    const { payload_migrations: migrationsBefore, product_cards: cardsBefore, ...before } = rowsBefore;
    expect(rows).toMatchObject(before);
    expect(payload_migrations).toBeGreaterThanOrEqual(Number(migrationsBefore));
    expect(product_cards).toBeGreaterThanOrEqual(Number(cardsBefore));
  });

  it('has one product card for each published product', async () => {
    const { rows } = await client.query('SELECT count(*)::int AS published FROM products WHERE _status = $1', [
      'published',
    ]);
    const cards = await client.query('SELECT count(*)::int AS published FROM product_cards');
    expect(cards.rows).toEqual(rows);
  });

  // During a rollout, web and worker of the previous release use the new schema.
  it('still supports the reads and writes of that release', async () => {
    const after = new Map((await columns()).map((column) => [`${column.table}.${column.column}`, column]));
    const tablesBefore = new Set(columnsBefore.map(({ table }) => table));
    const missing = columnsBefore.filter(({ table, column }) => !after.has(`${table}.${column}`));
    const changed = columnsBefore.filter(({ table, column, type, nullable }) => {
      const now = after.get(`${table}.${column}`);
      return now && (now.type !== type || (nullable && !now.nullable && now.default === null));
    });
    const required = [...after.values()].filter(
      ({ table, column, nullable, default: value }) =>
        tablesBefore.has(table) &&
        !nullable &&
        value === null &&
        !columnsBefore.some((before) => before.table === table && before.column === column),
    );
    expect({ missing, changed, required }).toEqual({ missing: [], changed: [], required: [] });
  });
});
