import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';

/** The names of all staff by their ids. */
export async function staffNames(payload: Payload): Promise<Map<string, string>> {
  const { rows } = await database(payload).execute<{ id: string; name: string }>(sql`SELECT id, name FROM users`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
