import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { domainOf } from '../../../domain.ts';
import { COUNT, LENGTH, STREAM } from '../buffer/append-script.ts';

/** How many accepted events are not stored yet. */
export const bufferedEvents = async (payload: Payload): Promise<number> =>
  Number(await domainOf(payload).redis.eval(COUNT, 2, STREAM, LENGTH));

/** The age in seconds of the oldest of them; 0 when there is none. */
export async function bufferLag(payload: Payload): Promise<number> {
  const [oldest] = await domainOf(payload).redis.xrange(STREAM, '-', '+', 'COUNT', 1);
  return oldest ? Math.max(0, (Date.now() - Number(oldest[0].split('-')[0])) / 1000) : 0;
}

/** How many events were set aside. */
export async function refusedEvents(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<{ count: string }>(sql`SELECT count(*) FROM refused_events`);
  return Number(rows[0]?.count ?? 0);
}
