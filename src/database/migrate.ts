import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { type Migration, type Payload, readMigrationFiles } from 'payload';
import { LOCK_PATIENCE, patiently } from './lock-patience.ts';

/** Any number: every process that migrates takes the same advisory lock. */
const MIGRATION_LOCK = 7_305_002;

/**
 * Applies the migrations that are not applied yet. Payload takes no lock around them, so processes that start together
 * would collide; here the second waits and then finds nothing to do. A migration whose tables are in use waits without keeping
 * others from them. When one fails the process ends with 1; those before it stay applied.
 * @param migrations those of the folder `migrations`, unless given
 */
export async function migrateOnce(
  payload: Payload,
  patience = LOCK_PATIENCE,
  migrations?: readonly Migration[],
): Promise<void> {
  const { pool } = payload.db as unknown as PostgresAdapter;
  // A migration of a large table takes as long as it takes.
  Object.assign(pool.options, { statement_timeout: 0, idle_in_transaction_session_timeout: 0 });
  const client = await pool.connect();
  try {
    // This connection may be older than the options above.
    await client.query('SET statement_timeout = 0');
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const all = migrations ?? (await readMigrationFiles({ payload }));
    await payload.db.migrate({ migrations: all.map((migration) => patiently(migration, payload.logger, patience)) });
  } finally {
    // A broken connection frees the lock by itself.
    client.release(true);
  }
}
