import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../src/database/transaction.ts';

/** Returns the number of statements that wait for a lock of another transaction. */
export async function countLockWaits(payload: Payload): Promise<number> {
  const { rowCount } = await database(payload).execute(sql`
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
  return rowCount ?? 0;
}
