import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from '@payloadcms/db-postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dump } from '../../../src/backup/dump.ts';
import { fileOf, MANIFEST, type Manifest } from '../../../src/backup/manifest.ts';
import { countRows } from '../../../src/backup/schema.ts';
import { database } from '../../../src/database/transaction.ts';
import { book } from '../../../src/services/appointments/book.ts';
import { bookingOf, makeCustomer, makeSlot } from '../../support/appointments.ts';
import { cloneDatabase, emptyDatabase, type TestDatabase } from '../../support/database.ts';
import { run } from '../../support/run.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';

const { payload, environment } = await startSite();
const work = await mkdtemp(path.join(tmpdir(), 'lomash-backup-'));
const folder = path.join(work, 'backup');
const target = await cloneDatabase();
afterAll(async () => {
  await target.drop();
  await rm(work, { recursive: true });
});
const into = { ...environment, DATABASE_URL: target.url };
const backup = (what: string, env = environment, where = folder) => run('src/backup.ts', env, [what, where]);

async function inTarget<T>(look: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: target.url });
  await client.connect();
  return look(client).finally(() => client.end());
}

const manifest = async () => JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8')) as Manifest;

test('a dump restored into a new database is the same, row for row', async () => {
  const booked = await book(payload, await makeCustomer(payload), bookingOf(await makeSlot(payload)));
  await database(payload).execute(sql`
    UPDATE bookings SET status = 'CONFIRMED';
    CREATE TABLE tracking_events_2020_01 PARTITION OF tracking_events
      FOR VALUES FROM ('016f5e66-e800-0000-0000-000000000000') TO ('016ffe0c-d000-0000-0000-000000000000');
    INSERT INTO tracking_events (id, type, properties, occurred_at)
      VALUES ('016f6000-0000-7000-8000-000000000000', 'product_viewed', '{"a": "tab\\there"}', '2020-01-02');
    SELECT nextval('order_numbers')`);
  await backup('dump');
  await backup('restore', into);

  const { tables } = await manifest();
  expect(tables.find(({ name }) => name === 'changes')?.rows).toBe(1);
  await inTarget(async (client) => {
    for (const { name, rows } of tables) expect(await countRows(client, name), name).toBe(rows);
    const all = 'SELECT to_jsonb(t) AS row FROM bookings t UNION ALL SELECT to_jsonb(t) FROM tracking_events t';
    const ours = await database(payload).execute(sql.raw(all));
    expect((await client.query(all)).rows).toEqual(ours.rows);
    expect(JSON.stringify(ours.rows)).toContain((booked.body as { bookingId: string }).bookingId);
    expect((await client.query('SELECT count(*)::int AS n FROM tracking_events_2020_01')).rows).toEqual([{ n: 1 }]);
    const { rows: next } = await client.query(`SELECT nextval('order_numbers')::int AS n`);
    expect(next).toEqual([{ n: 1000002 }]);
    // Triggers and foreign keys are at work again.
    await expect(client.query('DELETE FROM changes')).rejects.toThrow('only added to');
    await expect(client.query('DELETE FROM time_slots')).rejects.toThrow('slot_id');
  });
});

test('a table that is rewritten while the dump reads is whole in it', async () => {
  const [reader, owner] = [new pg.Client(environment.DATABASE_URL), new pg.Client(environment.DATABASE_URL)];
  await Promise.all([reader.connect(), owner.connect()]);
  await payload.create({
    collection: 'users',
    data: { email: 'kept@example.com', password: 'a long password', name: 'Kept', role: 'sales' },
  });
  const { rows: before } = await owner.query('SELECT count(*)::int AS count FROM users');
  await reader.query('BEGIN; LOCK TABLE products IN ACCESS EXCLUSIVE MODE');
  const where = path.join(work, 'beside-a-change');
  const dumped = dump(environment.DATABASE_URL ?? '', where);
  await until(async () => {
    const { rows } = await owner.query(`SELECT FROM pg_locks WHERE NOT granted AND relation = 'products'::regclass`);
    return rows.length > 0;
  }, 'the dump to wait');
  await owner.query('ALTER TABLE users ADD COLUMN note uuid DEFAULT gen_random_uuid()');
  await reader.query('COMMIT');
  const { tables } = await dumped;
  expect(tables.find(({ name }) => name === 'users')?.rows).toBe(before[0].count);
  expect(before[0].count).toBeGreaterThan(0);
  await owner.query('ALTER TABLE users DROP COLUMN note');
  await Promise.all([reader.end(), owner.end()]);
});

test('a database in use is left alone', async () => {
  await expect(backup('restore', into)).rejects.toThrow('in use');
});

test('a file that lacks a row, and a backup of another schema, are refused and change nothing', async () => {
  const fresh = await cloneDatabase();
  const env = { ...environment, DATABASE_URL: fresh.url };
  const { gzipSync } = await import('node:zlib');
  const whole = await manifest();
  const rewrite = (change: Partial<Manifest>) =>
    writeFile(path.join(folder, MANIFEST), JSON.stringify({ ...whole, ...change }));
  await rewrite({ migrations: whole.migrations.slice(1) });
  await expect(backup('restore', env)).rejects.toThrow('another schema');
  await rewrite({});
  await writeFile(path.join(folder, fileOf('time_slots')), gzipSync(''));
  await expect(backup('restore', env)).rejects.toThrow('time_slots has 0 rows, and had 1');
  const client = new pg.Client({ connectionString: fresh.url });
  await client.connect();
  expect(await countRows(client, 'bookings')).toBe(0);
  await client.end();
  await fresh.drop();
});

test('a folder that is there is not written over', async () => {
  await expect(backup('dump')).rejects.toThrow('name a new folder');
  expect((await readdir(folder)).length).toBeGreaterThan(50);
});

test('a dump that fails leaves no folder behind, so that the next can have its name', async () => {
  const where = path.join(work, 'failed');
  const nowhere = { ...environment, DATABASE_URL: target.url.replace(/[^/]+$/, 'no_such_database') };
  await expect(backup('dump', nowhere, where)).rejects.toThrow('no_such_database');
  const notOurs = await emptyDatabase();
  await expect(backup('dump', { ...environment, DATABASE_URL: notOurs.url }, where)).rejects.toThrow(
    'payload_migrations',
  );
  await notOurs.drop();
  await expect(stat(where)).rejects.toThrow('ENOENT');
});

describe('a folder that is not a whole backup changes nothing', () => {
  const broken = path.join(work, 'broken');
  let fresh: TestDatabase;
  beforeAll(async () => {
    fresh = await emptyDatabase();
    const admin = { ADMIN_EMAIL: 'first@example.com', ADMIN_PASSWORD: 'a long password' };
    await run('src/migrate.ts', { ...environment, ...admin, DATABASE_URL: fresh.url });
    await backup('dump', environment, broken);
    return fresh.drop;
  }, 120_000);
  const attempt = () => backup('restore', { ...environment, DATABASE_URL: fresh.url }, broken);

  test('with a file that was cut short, or is no longer gzip', async () => {
    const file = path.join(broken, fileOf('bookings'));
    const whole = await readFile(file);
    await writeFile(file, whole.subarray(0, whole.length - 12));
    await expect(attempt()).rejects.toThrow(/bookings\.copy\.gz cannot be read to its end.*take another/);
    await writeFile(file, 'rows');
    await expect(attempt()).rejects.toThrow(/bookings\.copy\.gz cannot be read to its end/);
    await rm(file);
    await expect(attempt()).rejects.toThrow(/bookings\.copy\.gz cannot be read to its end/);
    await writeFile(file, whole);
  });

  test('with a manifest that lacks a table, names a file elsewhere, or brings SQL of its own', async () => {
    const file = path.join(broken, MANIFEST);
    const whole = JSON.parse(await readFile(file, 'utf8')) as Manifest;
    const rewrite = (change: object) => writeFile(file, JSON.stringify({ ...whole, ...change }));
    await rewrite({ tables: whole.tables.filter(({ name }) => name !== 'bookings') });
    await expect(attempt()).rejects.toThrow('another schema');
    await rewrite({ tables: [{ name: '../../bookings', columns: ['id'], rows: 1 }] });
    await expect(attempt()).rejects.toThrow('not whole');
    const [partition] = whole.partitions;
    await rewrite({ partitions: [{ ...partition, bound: 'DEFAULT; DROP TABLE users' }] });
    await expect(attempt()).rejects.toThrow('not whole');
    await rewrite({});
  });

  test('with a manifest that was cut short, or without one', async () => {
    const file = path.join(broken, MANIFEST);
    const whole = await readFile(file, 'utf8');
    await writeFile(file, whole.slice(0, -9));
    await expect(attempt()).rejects.toThrow('not whole');
    await rm(file);
    await expect(attempt()).rejects.toThrow('did not come to its end');
    await writeFile(file, whole);
  });

  test('and once it is whole, only a database in which editors have done nothing takes it', async () => {
    const client = new pg.Client({ connectionString: fresh.url });
    await client.connect();
    await client.query(`INSERT INTO settings (id, company_name) VALUES (gen_random_uuid(), 'Ours')`);
    await expect(attempt()).rejects.toThrow('in use, settings has rows');
    await client.query('DELETE FROM settings');
    await client.end();
    await attempt();
  });
});
