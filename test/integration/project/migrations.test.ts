import type { PostgresAdapter } from '@payloadcms/db-postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listSchemaChanges } from '../../../local/list-schema-changes.ts';
import { readSqlObjects } from '../../../local/sql-objects.ts';
import { STATUS_TRANSITIONS } from '../../../src/services/sales/statuses.ts';
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

it('the migrations create the schema that the collections need', async () => {
  expect(await listSchemaChanges(payload.db as unknown as PostgresAdapter)).toEqual([]);
});

it('the schema of the migrations equals test/schema.sql (after an intended change, run npm run schema:update)', async () => {
  await expect(await dumpSchema(client)).toMatchFileSnapshot('../../schema.sql');
});

describe('the SQL of src/database/schema creates the same functions, triggers and constraints as the migrations', () => {
  const FUNCTIONS = `
    SELECT oid::regprocedure::text AS name FROM pg_proc p WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')`;
  const CHECKS = `
    SELECT conrelid::regclass::text AS on, quote_ident(conname) AS name FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND contype IN ('c', 'x')`;
  const FOREIGN_KEY = /ALTER TABLE (\w+)|ADD CONSTRAINT (\w+)\s+FOREIGN KEY/g;

  const names = async (query: string) => (await client.query<{ on: string; name: string }>(query)).rows;

  /** Drops everything that the SQL files create: functions (with their triggers), checks, and named foreign keys and indexes. */
  async function dropAll(text: string) {
    for (const { name } of await names(FUNCTIONS)) await client.query(`DROP FUNCTION ${name} CASCADE`);
    for (const check of await names(CHECKS))
      await client.query(`ALTER TABLE ${check.on} DROP CONSTRAINT ${check.name}`);
    let table = '';
    for (const [, on, key] of text.matchAll(FOREIGN_KEY)) {
      if (on) table = on;
      if (key) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${key}`);
    }
    for (const [, index] of text.matchAll(/INDEX IF NOT EXISTS (\w+)/g))
      await client.query(`DROP INDEX IF EXISTS ${index}`);
  }

  it.each(['run again', 'run without their objects'])('when its files are %s', async (how) => {
    const migrated = await dumpSchema(client);
    const files = readSqlObjects();
    if (how !== 'run again') await dropAll(files.map(({ text }) => text).join('\n'));
    for (const { text } of files) await client.query(text);
    expect(await dumpSchema(client)).toBe(migrated);
  });
});

it.each(Object.entries(STATUS_TRANSITIONS))(
  'the trigger of %s allows the same transitions as sale-statuses.ts',
  async (table, moves) => {
    const { rows } = await client.query<{ moves: string }>(
      `SELECT substring(pg_get_triggerdef(oid) FROM $$guard_status_move\\('(.*)'\\)$$) AS moves FROM pg_trigger WHERE tgname = $1`,
      [`${table}_status_move`],
    );
    expect(rows.map((row) => JSON.parse(row.moves))).toEqual([moves]);
  },
);
