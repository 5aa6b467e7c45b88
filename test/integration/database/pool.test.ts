import type { PostgresAdapter } from '@payloadcms/db-postgres';
import type { Pool } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { installPool } from '../../../src/database/pool.ts';
import { startSite } from '../../support/site.ts';
import { lineTo } from '../gateway/line.ts';

const { payload, environment } = await startSite();

const LIMIT_MS = 300;
/** What pool.ts adds to it before a connection counts as silent, and some more. */
const LONGER_MS = LIMIT_MS + 700;

/** A pool as the site has it, with statements of at most {@link LIMIT_MS}. */
function poolOn(connectionString: string): Pool {
  const adapter = { poolOptions: { connectionString, statement_timeout: LIMIT_MS, max: 1 } };
  installPool(adapter as unknown as PostgresAdapter, payload.logger);
  const { pool } = adapter as unknown as { pool: Pool };
  onTestFinished(() => pool.end());
  return pool;
}

const standStill = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('an answer that came while the process stood still is taken', async () => {
  const pool = poolOn(String(environment.DATABASE_URL));
  await pool.query('SELECT 1');
  const client = await pool.connect();
  const asked = client.query<{ n: number }>('SELECT 7 AS n');
  standStill(LONGER_MS);
  expect((await asked).rows).toEqual([{ n: 7 }]);
  client.release();
});

test('a connection whose statement has no answer is cut', async () => {
  const line = await lineTo(String(environment.DATABASE_URL));
  onTestFinished(line.cut);
  const pool = poolOn(line.url);
  await pool.query('SELECT 1');
  line.freeze();
  await expect(pool.query('SELECT 7')).rejects.toThrow(/terminated/);
});
