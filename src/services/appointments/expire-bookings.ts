import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { scrubEventsAbout } from '../../events/personal-data.ts';
import { ERASED_EMAIL } from '../contact.ts';
import { anonymiseBookings } from './personal-data.ts';

const BATCH = 500;

/**
 * Takes the people out of bookings whose visit ended more than so many months ago, and out of the events about them; the
 * visits still count. @returns how many bookings, at most a batch: whoever gets a full one asks again.
 */
export async function expireBookings(payload: Payload, months: number): Promise<number> {
  return withTransaction(payload, async (req) => {
    const { rows } = await (await sessionOf(req)).execute<{ id: string }>(sql`
      SELECT booking.id FROM bookings AS booking JOIN time_slots AS slot ON slot.id = slot_id
      WHERE slot.ends_at < now() - make_interval(months => ${months}) AND booking.email <> ${ERASED_EMAIL}
      ORDER BY booking.id LIMIT ${BATCH} FOR UPDATE OF booking SKIP LOCKED`);
    const ids = rows.map(({ id }) => id);
    await anonymiseBookings(req, ids);
    await scrubEventsAbout(req, ids);
    return ids.length;
  });
}
