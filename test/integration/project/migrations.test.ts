import type { PostgresAdapter } from '@payloadcms/db-postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { schemaChanges } from '../../../local/schema-changes.ts';
import { sqlObjects } from '../../../local/sql-objects.ts';
import { STATUS_MOVES } from '../../../src/database/status-moves.ts';
import { cloneDatabase, type TestDatabase } from '../../support/database.ts';
import { dumpSchema } from '../../support/schema-dump.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await cloneDatabase();
  client = new pg.Client(database.url);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

it('the migrations make the schema of the collections', async () => {
  expect(await schemaChanges(payload.db as unknown as PostgresAdapter)).toEqual([]);
});

it('the schema that the migrations make is test/schema.sql: after a wanted change, run npm run schema:update', async () => {
  await expect(await dumpSchema(client)).toMatchFileSnapshot('../../schema.sql');
});

describe('src/database/sql makes the functions, triggers and constraints that the migrations have made', () => {
  const FUNCTIONS = `
    SELECT oid::regprocedure::text AS name FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')`;
  const CHECKS = `
    SELECT conrelid::regclass::text AS on, quote_ident(conname) AS name FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND contype IN ('c', 'x')`;
  const FOREIGN_KEY = /ALTER TABLE (\w+)|ADD CONSTRAINT (\w+)\s+FOREIGN KEY/g;

  const names = async (query: string) => (await client.query<{ on: string; name: string }>(query)).rows;

  /** Takes away what the files make: every function with its triggers, every check, and the foreign keys and indexes they name. */
  async function dropAll(text: string) {
    for (const { name } of await names(FUNCTIONS)) await client.query(`DROP FUNCTION ${name} CASCADE`);
    for (const check of await names(CHECKS))
      await client.query(`ALTER TABLE ${check.on} DROP CONSTRAINT ${check.name}`);
    let table = '';
    for (const [, on, key] of text.matchAll(FOREIGN_KEY)) {
      if (on) table = on;
      if (key) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${key}`);
    }
    for (const [, index] of text.matchAll(/INDEX IF NOT EXISTS (\w+)/g)) await client.query(`DROP INDEX ${index}`);
  }

  it.each(['run again', 'run where they are missing'])('%s', async (how) => {
    const migrated = await dumpSchema(client);
    const files = sqlObjects();
    if (how !== 'run again') await dropAll(files.map(({ text }) => text).join('\n'));
    for (const { text } of files) await client.query(text);
    expect(await dumpSchema(client)).toBe(migrated);
  });
});

it.each(Object.entries(STATUS_MOVES))(
  'the trigger of %s lets a status go where status-moves.ts does',
  async (table, moves) => {
    const { rows } = await client.query<{ moves: string }>(
      `SELECT substring(pg_get_triggerdef(oid) FROM $$guard_status_move\\('(.*)'\\)$$) AS moves FROM pg_trigger WHERE tgname = $1`,
      [`${table}_status_move`],
    );
    expect(rows.map((row) => JSON.parse(row.moves))).toEqual([moves]);
  },
);
