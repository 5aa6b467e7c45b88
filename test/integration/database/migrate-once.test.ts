import { type MigrateUpArgs, sql } from '@payloadcms/db-postgres';
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrateOnce } from '../../../src/database/migrate.ts';
import { startSite } from '../../support/site.ts';
import { timeLimit } from '../../support/time-limit.ts';
import { until } from '../../support/until.ts';

const { payload, environment } = await startSite();

const migration = {
  name: '20990101_000000_note',
  up: async (args: unknown) => {
    const { db } = args as MigrateUpArgs;
    await db.execute(sql`ALTER TABLE showrooms ADD COLUMN note text`);
    await db.execute(sql`ALTER TABLE users ADD COLUMN note text`);
  },
  down: async () => {},
};

test('a migration during a backup does not block others for long, and is applied when the backup ends', async () => {
  const [backup, staff] = [new pg.Client(environment.DATABASE_URL), new pg.Client(environment.DATABASE_URL)];
  await Promise.all([backup.connect(), staff.connect()]);
  await backup.query('BEGIN; LOCK TABLE users IN ACCESS SHARE MODE');
  let migrated = false;
  const migrating = migrateOnce(payload, { lockTimeoutMs: 200, pauseMs: 300, totalMs: 30_000 }, [migration]).then(
    () => {
      migrated = true;
    },
  );
  await until(async () => {
    const { rows } = await staff.query(`SELECT FROM pg_locks WHERE NOT granted AND relation = 'users'::regclass`);
    return rows.length > 0;
  }, 'the migration to wait');

  const waits: number[] = [];
  for (let nth = 0; nth < 5; nth++) {
    const start = performance.now();
    // While the migration waits for a lock, it must hold no other lock, so that both tables stay readable.
    await staff.query('SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM showrooms)');
    waits.push(performance.now() - start);
  }
  expect(Math.max(...waits)).toBeLessThan(timeLimit(1500));
  expect(migrated).toBe(false);
  await backup.query('COMMIT');
  await migrating;
  const { rows } = await staff.query(`SELECT table_name FROM information_schema.columns WHERE column_name = 'note'`);
  expect(rows.map(({ table_name }) => table_name)).toEqual(expect.arrayContaining(['showrooms', 'users']));
  const applied = await payload.count({
    collection: 'payload-migrations',
    where: { name: { equals: migration.name } },
  });
  expect(applied.totalDocs).toBe(1);
  await Promise.all([backup.end(), staff.end()]);
});
