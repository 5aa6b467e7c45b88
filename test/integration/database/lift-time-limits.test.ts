import { type PostgresAdapter, sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { liftTimeLimits } from '../../../src/database/migrate.ts';
import { transactionOf, withTransaction } from '../../../src/database/transaction.ts';
import { startSite } from '../../support/site.ts';

const { payload, environment } = await startSite();
const { pool } = payload.db as unknown as PostgresAdapter;

/**
 * Runs a transaction that exceeds both limits: the process blocks for 700 ms between two statements, and a statement takes 600
 * ms.
 */
const pauseInTransaction = () =>
  withTransaction(payload, async (req) => {
    const tx = await transactionOf(req);
    await tx.execute(sql`SELECT 1`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
    await tx.execute(sql`SELECT pg_sleep(0.6)`);
  });

/** Replaces the connections of the pool, so that the new limits apply. */
const reconnect = async () => {
  const clients = await Promise.all([pool.connect(), pool.connect()]);
  for (const client of clients) client.release(true);
};

test('demo data and migrations on a busy machine exceed the time limits of statements and transactions without an error', async () => {
  const name = new URL(String(environment.DATABASE_URL)).pathname.slice(1);
  const limits = { statement_timeout: 300, idle_in_transaction_session_timeout: 300 };
  Object.assign(pool.options, limits);
  await reconnect();
  await expect(pauseInTransaction()).rejects.toThrow();
  // Behind a pooler, the role or the database sets the limits (docs/operations.md).
  for (const [limit, milliseconds] of Object.entries(limits))
    await pool.query(`ALTER DATABASE "${name}" SET ${limit} = ${milliseconds}`);
  liftTimeLimits(payload);
  await pauseInTransaction();
});
