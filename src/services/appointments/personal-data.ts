import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { plainArray } from '../../database/array-literal.ts';
import { database, sessionOf, type Transactional } from '../../database/transaction.ts';
import { ERASED_EMAIL } from '../contact.ts';
import { isTheirAddress, isTheirs, type Person } from '../person.ts';
import { selectBookings } from './read-booking.ts';
import { bookingView } from './view.ts';

const NO_LIMIT = 10_000;

/** The condition on `booking` for the bookings of a person. */
export const bookingsOf = (person: Person): SQL =>
  isTheirs(person, { account: sql`booking.customer_id`, email: sql`booking.email` });

/** Every booking of a person as `/v1` shows it, with what staff have noted on it, for the export of their data (UK GDPR art. 15). */
export async function exportBookings(payload: Payload, person: Person): Promise<{ bookingId: string }[]> {
  const rows = await selectBookings(payload, bookingsOf(person), NO_LIMIT);
  const notes = await notesOf(payload, person);
  return rows.map((row) => ({ ...bookingView(row), staffNotes: notes.get(row.bookingId) ?? null }));
}

/** What staff have noted on the bookings of a person, by their ids. */
export async function notesOf(payload: Payload, person: Person): Promise<Map<string, string>> {
  const { rows } = await database(payload).execute<{ id: string; notes: string }>(
    sql`SELECT id, notes FROM bookings AS booking WHERE notes IS NOT NULL AND ${bookingsOf(person)}`,
  );
  return new Map(rows.map(({ id, notes }) => [id, notes]));
}

/**
 * Takes a person out of their bookings (UK GDPR art. 17). What is left counts visits and says nothing of the person.
 * Visits still to come are cancelled and their slots freed, with no event: there is nobody left to tell.
 * @returns the ids of these bookings.
 */
export async function eraseBookings(req: Transactional, person: Person): Promise<string[]> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ id: string; slotId: string }>(
    sql`SELECT id, slot_id AS "slotId" FROM bookings AS booking WHERE ${bookingsOf(person)} ORDER BY id FOR UPDATE`,
  );
  await anonymiseBookings(
    req,
    rows.map(({ id }) => id),
  );
  await tx.execute(sql`
    UPDATE time_slots SET held_by_id = NULL, held_until = NULL, hold_id = NULL WHERE held_by_id = ${person.customerId}`);
  return rows.map(({ id }) => id);
}

/** Takes whom they are for out of bookings that the caller has locked. */
export async function anonymiseBookings(req: Transactional, bookingIds: readonly string[]): Promise<void> {
  if (bookingIds.length === 0) return;
  const tx = await sessionOf(req);
  const ids = sql`${plainArray(bookingIds)}::uuid[]`;
  await tx.execute(sql`
    UPDATE time_slots SET is_booked = false WHERE starts_at > now() AND id IN (
      SELECT slot_id FROM bookings WHERE id = ANY(${ids}) AND status IN ('PENDING', 'CONFIRMED'))`);
  await tx.execute(sql`
    UPDATE bookings AS booking
    SET status = CASE WHEN status IN ('PENDING', 'CONFIRMED') AND slot.starts_at > now() THEN 'CANCELLED' ELSE status END,
      customer_id = NULL, first_name = 'Erased', last_name = 'Erased', email = ${ERASED_EMAIL},
      phone = '+440000000000', postcode = split_part(booking.postcode, ' ', 1), address = 'Erased', notes = NULL,
      cancel_reason = NULL,      reminder_due_at = NULL, updated_at = now()
    FROM time_slots AS slot
    WHERE slot.id = booking.slot_id AND booking.id = ANY(${ids})`);
}

/** Bookings that hang on other accounts and have an address of this person, locked. */
export async function othersBookings(
  req: Transactional,
  person: Person,
): Promise<{ bookingId: string; customerId: string }[]> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ bookingId: string; customerId: string }>(sql`
    SELECT id AS "bookingId", customer_id AS "customerId" FROM bookings
    WHERE customer_id IS NOT NULL AND customer_id IS DISTINCT FROM ${person.customerId}::uuid
      AND ${isTheirAddress(person, sql`email`)} ORDER BY id FOR UPDATE`);
  return rows;
}

/** Gives a booking another address, with no word to anybody. */
export async function readdressBooking(req: Transactional, bookingId: string, email: string): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`UPDATE bookings SET email = ${email}, updated_at = now() WHERE id = ${bookingId}`);
}
