import type { PostgresAdapter } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';

/**
 * Runs `work` unless another process is at the work of the same lock, for which nobody waits. A process that dies frees its
 * locks with its connection.
 * @param lock any number, the same in every process
 * @returns whether it ran
 */
export async function unlessLocked(payload: Payload, lock: number, work: () => Promise<void>): Promise<boolean> {
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
    // A connection that cannot be asked to let go is closed, which frees the lock as well.
    await client.query('SELECT pg_advisory_unlock($1)', [lock]).then(
      () => client.release(),
      (error: Error) => client.release(error),
    );
  }
}
