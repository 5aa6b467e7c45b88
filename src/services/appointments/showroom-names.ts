import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';

/** Our showrooms by name, to choose among. */
export async function listShowroomNames(payload: Payload): Promise<{ id: string; name: string }[]> {
  const { rows } = await database(payload).execute<{ id: string; name: string }>(
    sql`SELECT id, name FROM showrooms ORDER BY name`,
  );
  return rows;
}
