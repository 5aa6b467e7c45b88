import type { PostgresAdapter } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import type pg from 'pg';
import { dropIdle } from './retire-read-only.ts';

/**
 * Asks Postgres whether it takes writes on a connection of the pool; a standby or a read-only database answers everything else. Where
 * it does not, the idle connections are closed, as new ones may lead to the primary.
 * @throws the driver's error, or one that says that the database is read-only.
 */
export async function assertTakesWrites(payload: Payload): Promise<void> {
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
  dropIdle(pool);
  throw new Error('Postgres is read-only: a standby, or default_transaction_read_only is set.');
}
