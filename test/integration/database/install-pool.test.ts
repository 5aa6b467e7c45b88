import type { PostgresAdapter } from '@payloadcms/db-postgres';
import type { Pool } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { installPool } from '../../../src/database/install-pool.ts';
import { startSite } from '../../support/site.ts';
import { startTcpProxy } from '../gateway/tcp-proxy.ts';

const { payload, environment } = await startSite();

const LIMIT_MS = 300;
/** A time in milliseconds that is longer than the limit plus the grace period of install-pool.ts. */
const LONGER_MS = LIMIT_MS + 700;

/** Creates a pool that is configured like the site's, with a statement timeout of {@link LIMIT_MS}. */
function createPoolOn(connectionString: string): Pool {
  const adapter = { poolOptions: { connectionString, statement_timeout: LIMIT_MS, max: 1 } };
  installPool(adapter as unknown as PostgresAdapter, payload.logger);
  const { pool } = adapter as unknown as { pool: Pool };
  onTestFinished(() => pool.end());
  return pool;
}

const blockEventLoop = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('a response that arrives while the event loop is blocked is not lost', async () => {
  const pool = createPoolOn(String(environment.DATABASE_URL));
  await pool.query('SELECT 1');
  const client = await pool.connect();
  const pending = client.query<{ n: number }>('SELECT 7 AS n');
  blockEventLoop(LONGER_MS);
  expect((await pending).rows).toEqual([{ n: 7 }]);
  client.release();
});

test('a statement goes on after this process and Postgres were suspended for longer than the limit', async () => {
  const pool = createPoolOn(String(environment.DATABASE_URL));
  const client = await pool.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const backend = Number(rows[0]?.pid);
  process.kill(backend, 'SIGSTOP');
  const pending = client.query<{ n: number }>('SELECT 7 AS n FROM pg_sleep(0.1)');
  blockEventLoop(LONGER_MS);
  process.kill(backend, 'SIGCONT');
  expect((await pending).rows).toEqual([{ n: 7 }]);
  client.release();
});

test('a connection is destroyed if its statement gets no response', async () => {
  const proxy = await startTcpProxy(String(environment.DATABASE_URL));
  onTestFinished(proxy.cut);
  const pool = createPoolOn(proxy.url);
  await pool.query('SELECT 1');
  proxy.freeze();
  await expect(pool.query('SELECT 7')).rejects.toThrow(/terminated/);
});
