import { setTimeout as pause } from 'node:timers/promises';
import { type MigrateUpArgs, sql } from '@payloadcms/db-postgres';
import type { Migration } from 'payload';

/** Milliseconds: the longest wait for a lock, the pause before it is asked for again, and when that ends. */
export type LockPatience = { lock: number; pause: number; total: number };

/**
 * Whoever waits for an exclusive lock on a table keeps everybody else waiting behind him. The pauses let them through, and the total outlasts
 * a backup.
 */
export const LOCK_PATIENCE: LockPatience = { lock: 2000, pause: 5000, total: 30 * 60_000 };

type Log = { warn: (facts: object, message: string) => void };

/** What Postgres answers when a lock was not free in time. */
const LOCK_NOT_AVAILABLE = '55P03';

function isLockTimeout(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && current.code === LOCK_NOT_AVAILABLE) return true;
  }
  return false;
}

/** Does `attempt` until no lock was in its way. @throws what it throws otherwise, or when the patience is over */
export async function untilLocked<T>(
  log: Log,
  what: string,
  patience: LockPatience,
  attempt: () => Promise<T>,
): Promise<T> {
  const end = performance.now() + patience.total;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isLockTimeout(error) || performance.now() > end) throw error;
      log.warn({ what }, 'A lock is not free: a backup or a long query uses the table. It is tried again.');
      await pause(patience.pause);
    }
  }
}

/** A migration that lets go of all its locks when it cannot get the next one soon, and begins again. */
export function patiently<T extends Migration>(migration: T, log: Log, patience: LockPatience): T {
  const up = async (args: MigrateUpArgs) => {
    const { db } = args;
    await db.execute(sql.raw(`SET LOCAL lock_timeout = ${patience.lock}`));
    await db.execute(sql`SAVEPOINT before_migration`);
    await untilLocked(log, migration.name, patience, () =>
      migration.up(args).catch(async (error: unknown) => {
        await db.execute(sql`ROLLBACK TO SAVEPOINT before_migration`);
        throw error;
      }),
    );
  };
  return { ...migration, up };
}
