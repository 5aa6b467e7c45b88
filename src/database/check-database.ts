import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import type pg from 'pg';
import { withTimeLimit } from '../lib/concurrency.ts';
import { Problem } from '../lib/problem.ts';
import { closeIdleConnections } from './install-pool.ts';
import { database } from './transaction.ts';

/** Short, because if Postgres hangs, the request has already waited for an earlier statement to time out. */
const TIMEOUT_MS = 600;

/**
 * Throws if Postgres does not answer. Call it when a token resolves to no user: Payload 3.90.1 swallows database errors while it
 * looks up the user, so "no user" may mean "no database", and a lost database must not sign anyone out.
 * @throws Problem `unavailable` if Postgres does not answer
 */
export async function assertDatabaseAnswers(payload: Payload): Promise<void> {
  try {
    await withTimeLimit(TIMEOUT_MS, database(payload).execute(sql`SELECT 1`));
  } catch (cause) {
    throw new Problem('unavailable', undefined, { cause });
  }
}

/**
 * Checks on a pool connection that Postgres accepts writes. A standby or a read-only database passes all other checks. If
 * Postgres is read-only, the idle connections of the pool are closed, because new connections may reach the primary.
 * @throws the driver's error, or an Error that says that Postgres is read-only
 */
export async function assertDatabaseWritable(payload: Payload): Promise<void> {
  const pool = (payload.db as unknown as PostgresAdapter).pool as unknown as pg.Pool;
  const client = await pool.connect();
  let writable = false;
  try {
    const { rows } = await client.query<{ setting: string }>(
      "SELECT current_setting('transaction_read_only') AS setting",
    );
    writable = rows[0]?.setting === 'off';
  } finally {
    client.release(!writable);
  }
  if (writable) return;
  closeIdleConnections(pool);
  throw new Error('Postgres is read-only: it is a standby, or default_transaction_read_only is set.');
}
