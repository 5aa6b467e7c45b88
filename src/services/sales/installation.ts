import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';

const known = new WeakMap<Payload, string>();

/** The id that this installation writes on its objects at Stripe: another one with the same account has another. */
export async function installationId(payload: Payload): Promise<string> {
  const id = known.get(payload) ?? (await readId(payload));
  known.set(payload, id);
  return id;
}

async function readId(payload: Payload): Promise<string> {
  const { rows } = await database(payload).execute<{ id: string }>(sql`SELECT id FROM installation`);
  if (!rows[0]) throw new Error('The table "installation" is empty: run the migrations.');
  return rows[0].id;
}
