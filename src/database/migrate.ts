import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresAdapter } from '@payloadcms/db-postgres';
import { type Migration, type Payload, readMigrationFiles } from 'payload';
import pg from 'pg';
import { closeIdleConnections } from './install-pool.ts';
import { LOCK_RETRY_POLICY, MIGRATION_LOCK_ID, withLockRetries } from './locks.ts';

const LIFT = 'SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0';

/**
 * Removes the time limits of statements and idle transactions, including limits set for the database role. Call this in programs
 * that serve no requests, such as migrations and the demo data: their statements, and the pauses between their statements, may
 * take any time. Connections already in use keep their limits.
 */
export function liftTimeLimits(payload: Payload): void {
  const pool = (payload.db as unknown as PostgresAdapter).pool as unknown as pg.Pool;
  const onConnect = (client: pg.ClientBase) => client.query(LIFT);
  Object.assign(pool.options, { statement_timeout: 0, idle_in_transaction_session_timeout: 0, onConnect });
  closeIdleConnections(pool);
}

/**
 * Applies pending migrations under an advisory lock. Payload uses no lock, so processes that start together would collide; with
 * the lock, the second process waits and finds nothing to do. A migration whose tables are in use is retried without blocking
 * other sessions. If a migration fails, the process exits with 1, and the migrations before it stay applied.
 * @param migrations the default is the folder `migrations`
 */
export async function migrateOnce(
  payload: Payload,
  policy = LOCK_RETRY_POLICY,
  migrations?: readonly Migration[],
): Promise<void> {
  const { pool } = payload.db as unknown as PostgresAdapter;
  liftTimeLimits(payload);
  const client = await pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK_ID]);
    const all = migrations ?? (await readMigrationFiles({ payload }));
    await payload.db.migrate({
      migrations: all.map((migration) => withLockRetries(migration, payload.logger, policy)),
    });
  } finally {
    // Closing the connection releases the lock.
    client.release(true);
  }
}

/** In milliseconds: the pause between probes, the time limit of a probe, and the silence after which `work` counts as failed. */
export type SilenceLimits = { pauseMs: number; probeMs: number; totalMs: number };

export const SILENCE_LIMITS: SilenceLimits = { pauseMs: 5000, probeMs: 10_000, totalMs: 60_000 };

/**
 * Runs `work`, whose statements may take any time, and rejects if Postgres stops answering. A frozen server keeps its
 * connections open, so a statement would wait for ever. While `work` runs, this function therefore tests with new
 * connections whether Postgres answers.
 * @throws Error if Postgres has not answered for `totalMs`; any error of `work`
 */
export async function withSilenceLimit<T>(
  connectionString: string,
  limits: SilenceLimits,
  work: () => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  try {
    return await Promise.race([work(), failWhenSilent(connectionString, limits, ended.signal)]);
  } finally {
    ended.abort();
  }
}

/** Returns a promise that never resolves, and rejects if Postgres has been silent for too long. */
function failWhenSilent(connectionString: string, limits: SilenceLimits, ended: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const watch = async () => {
      for (let answeredAt = performance.now(); !ended.aborted; ) {
        await pause(limits.pauseMs, undefined, { ref: false });
        if (await answers(connectionString, limits.probeMs)) answeredAt = performance.now();
        else if (performance.now() - answeredAt > limits.totalMs)
          throw new Error(
            `Postgres has not answered for ${Math.round(limits.totalMs / 1000)} s. Check that it runs at DATABASE_URL, then try again.`,
          );
      }
    };
    watch().catch(reject);
  });
}

/** Whether Postgres answers a new connection. An error that Postgres sends, such as a refused login, is an answer, too. */
async function answers(connectionString: string, timeoutMs: number): Promise<boolean> {
  const client = new pg.Client({
    ...{ connectionString, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs },
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch (error) {
    return error instanceof pg.DatabaseError;
  } finally {
    client.end().catch(() => undefined);
  }
}
