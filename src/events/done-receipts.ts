import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { textArray } from '../database/array-literal.ts';
import { database } from '../database/transaction.ts';
import { isTheirs, type Person } from '../services/person.ts';

type Wanted = { person: Person; subscribers: readonly string[]; limit: number };

/** Which of some subscribers were done with events of a person, and when (ISO 8601): the newest `limit`, newest first. */
export async function doneReceipts(
  payload: Payload,
  { person, subscribers, limit }: Wanted,
): Promise<{ subscriber: string; at: string }[]> {
  const { rows } = await database(payload).execute<{ subscriber: string; at: string }>(sql`
    SELECT subscriber, to_json(done_at) #>> '{}' AS at
    FROM domain_events AS event JOIN event_receipts ON event_id = event.id
    WHERE ${isTheirs(person, { account: sql`payload->>'userId'`, email: sql`payload->>'email'` })} AND subscriber = ANY(${textArray(subscribers)}::text[])
      AND done_at IS NOT NULL AND given_up_at IS NULL
    ORDER BY event.id DESC LIMIT ${limit}`);
  return rows;
}
