import { setTimeout as pause } from 'node:timers/promises';
import type { MigrateUpArgs, PostgresAdapter } from '@payloadcms/db-postgres';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Migration, Payload } from 'payload';

/**
 * The numbers of the advisory locks, in one list so that no two locks share a number. Never change a number, because during an
 * update, processes of two releases must use the same number to exclude each other. The triggers of the product cards use 7305003
 * (src/database/schema).
 */
export const SLOT_PLAN_LOCK_ID = 7_305_001;
export const MIGRATION_LOCK_ID = 7_305_002;
export const DEMO_DATA_LOCK_ID = 7_305_009;
export const POST_SCHEDULES_LOCK_ID = 7_305_010;
export const ROLLUPS_LOCK_ID = 7_305_021;
export const FUNNELS_LOCK_ID = 7_305_022;
export const REDIRECTS_LOCK_ID = 7_305_023;
export const FIRST_ADMIN_LOCK_ID = 7_310_245;

/**
 * Runs `work` under an advisory lock, or skips it if another process holds the lock. If a process dies, Postgres releases the
 * lock with its connection.
 * @param lock the same number in every process
 * @returns whether `work` ran
 */
export async function runIfUnlocked(payload: Payload, lock: number, work: () => Promise<void>): Promise<boolean> {
  const { pool } = payload.db as unknown as PostgresAdapter;
  const client = await pool.connect();
  const { rows } = await client
    .query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [lock])
    .catch((error: Error) => {
      client.release(error);
      throw error;
    });
  if (!rows[0]?.held) {
    client.release();
    return false;
  }
  try {
    await work();
    return true;
  } finally {
    // If the unlock fails, the connection is closed, which releases the lock as well.
    await client.query('SELECT pg_advisory_unlock($1)', [lock]).then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}

/** In milliseconds: the lock timeout, the pause between attempts, and the time after which a failed attempt is not retried. */
export type LockRetryPolicy = { lockTimeoutMs: number; pauseMs: number; totalMs: number };

/**
 * A session that waits for an exclusive lock blocks all later sessions on the table. The pauses let those sessions run, and the
 * total time exceeds the time of a backup.
 */
export const LOCK_RETRY_POLICY: LockRetryPolicy = { lockTimeoutMs: 2000, pauseMs: 5000, totalMs: 30 * 60_000 };

type Log = { warn: (facts: object, message: string) => void };

/** SQLSTATE of a lock timeout, and of a deadlock, which Postgres detects before the lock times out. */
const LOCK_CONFLICTS = new Set<unknown>(['55P03', '40P01']);

function isLockConflict(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && LOCK_CONFLICTS.has(current.code)) return true;
  }
  return false;
}

/**
 * Retries `attempt` while it fails with a lock timeout or a deadlock.
 * @throws any other error of `attempt`, or the lock timeout or deadlock after `policy.totalMs`
 */
export async function retryUntilLocked<T>(
  log: Log,
  subject: string,
  policy: LockRetryPolicy,
  attempt: () => Promise<T>,
): Promise<T> {
  const end = performance.now() + policy.totalMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLockConflict(error) || performance.now() > end) throw error;
      log.warn(
        { subject },
        'A table is locked by a backup, a long query or another transaction. The migration will be retried.',
      );
      await pause(policy.pauseMs);
    }
  }
}

/**
 * Wraps a migration so that it is retried after a lock timeout or a deadlock. Before each retry, the changes of the failed
 * attempt are rolled back, which releases all its locks.
 */
export function withLockRetries<T extends Migration>(migration: T, log: Log, policy: LockRetryPolicy): T {
  const up = async (args: MigrateUpArgs) => {
    const { db } = args;
    await db.execute(sql.raw(`SET LOCAL lock_timeout = ${policy.lockTimeoutMs}`));
    await db.execute(sql`SAVEPOINT before_migration`);
    await retryUntilLocked(log, migration.name, policy, () =>
      migration.up(args).catch(async (error: unknown) => {
        await db.execute(sql`ROLLBACK TO SAVEPOINT before_migration`);
        throw error;
      }),
    );
  };
  return { ...migration, up };
}
