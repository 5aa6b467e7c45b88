import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { scrubEventsAbout } from '../../events/personal-data.ts';
import { ERASED_EMAIL } from '../contact.ts';
import { anonymiseRequests } from './personal-data.ts';

const BATCH = 500;

/**
 * Takes the people out of requests for brochures that are more than so many months old, and out of the events about them.
 * @returns how many requests, at most a batch: whoever gets a full one asks again.
 */
export async function expireRequests(payload: Payload, months: number): Promise<number> {
  return withTransaction(payload, async (req) => {
    const { rows } = await (await sessionOf(req)).execute<{ id: string }>(sql`
      SELECT id FROM brochure_requests
      WHERE created_at < now() - make_interval(months => ${months}) AND email <> ${ERASED_EMAIL}
      ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`);
    const ids = rows.map(({ id }) => id);
    await anonymiseRequests(req, ids);
    await scrubEventsAbout(req, ids);
    return ids.length;
  });
}
