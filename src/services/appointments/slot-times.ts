import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';

/** When slots begin, by their ids; those that are gone are missing. */
export async function slotTimes(payload: Payload, ids: readonly string[]): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map();
  const { rows } = await database(payload).execute<{ id: string; startsAt: string }>(sql`
    SELECT id, starts_at AS "startsAt" FROM time_slots WHERE id = ANY(${sql.param(ids)}::uuid[])`);
  return new Map(rows.map(({ id, startsAt }) => [id, toDate(startsAt)]));
}
