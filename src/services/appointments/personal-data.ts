import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { toPlainArray } from '../../database/executor.ts';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import {
  belongsToPerson,
  type ErasedRecord,
  isPersonsAddress,
  type Person,
  scrubEventsAbout,
} from '../../events/personal-data.ts';
import { ERASED_EMAIL } from '../../lib/contact.ts';
import { findLabel, findLabelInSentence } from '../../lib/display.ts';
import { type CustomerHistoryEntry, MAX_HISTORY_ENTRIES } from '../../lib/lists.ts';
import { lockSlots } from './lock-slot.ts';
import { selectBookings, toBookingView } from './read-booking.ts';
import { endHoldSql, isOpenBookingSql } from './slot-sql.ts';
import { APPOINTMENT_TYPES, BOOKING_STATUSES } from './statuses.ts';

const MAX_EXPORTED_BOOKINGS = 10_000;

/** SQL condition on `booking` for the bookings of a person. */
export const bookingBelongsToPerson = (person: Person): SQL =>
  belongsToPerson(person, { account: sql`booking.customer_id`, email: sql`booking.email` });

/** Reads a person's bookings in the format of `/v1`, with staff notes, for the export of their data (UK GDPR art. 15). */
export async function exportBookings(payload: Payload, person: Person): Promise<{ bookingId: string }[]> {
  const rows = await selectBookings(payload, bookingBelongsToPerson(person), MAX_EXPORTED_BOOKINGS);
  const notes = await readStaffNotes(payload, person);
  return rows.map((row) => ({ ...toBookingView(row), staffNotes: notes.get(row.bookingId) ?? null }));
}

/** Reads the staff notes on a person's bookings, by booking id. */
export async function readStaffNotes(payload: Payload, person: Person): Promise<Map<string, string>> {
  const { rows } = await database(payload).execute<{ id: string; notes: string }>(
    sql`SELECT id, notes FROM bookings AS booking WHERE notes IS NOT NULL AND ${bookingBelongsToPerson(person)}`,
  );
  return new Map(rows.map(({ id, notes }) => [id, notes]));
}

/**
 * Anonymises the bookings of a person (UK GDPR art. 17) and releases the person's holds. The rows stay, so that the appointments
 * still count in statistics. Upcoming appointments are cancelled and their slots freed, without an event, because there is nobody
 * left to notify.
 * @returns the erased bookings, with the names and phone numbers that they had before
 */
export async function eraseBookings(req: Transactional, person: Person): Promise<ErasedRecord[]> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<ErasedRecord>(sql`
    SELECT id, first_name AS "firstName", last_name AS "lastName", phone
    FROM bookings AS booking WHERE ${bookingBelongsToPerson(person)} ORDER BY id FOR UPDATE`);
  await anonymiseBookings(
    req,
    rows.map(({ id }) => id),
  );
  await tx.execute(sql`
    UPDATE time_slots SET ${endHoldSql} WHERE held_by_id = ${person.customerId}`);
  return rows;
}

/** Anonymises bookings that the caller has locked. Bookings of upcoming appointments are cancelled, and their slots are freed. */
export async function anonymiseBookings(req: Transactional, bookingIds: readonly string[]): Promise<void> {
  if (bookingIds.length === 0) return;
  const tx = await transactionOf(req);
  const ids = sql`${toPlainArray(bookingIds)}::uuid[]`;
  const upcoming = sql`starts_at > now() AND id IN (
    SELECT slot_id FROM bookings WHERE id = ANY(${ids}) AND ${isOpenBookingSql})`;
  const locked = await lockSlots(req, upcoming);
  await tx.execute(sql`UPDATE time_slots SET is_booked = false WHERE ${locked}`);
  await tx.execute(sql`
    UPDATE bookings AS booking
    SET status = CASE WHEN ${isOpenBookingSql} AND slot.starts_at > now() THEN 'CANCELLED' ELSE status END,
      customer_id = NULL, first_name = 'Erased', last_name = 'Erased', email = ${ERASED_EMAIL},
      phone = '+440000000000', postcode = split_part(booking.postcode, ' ', 1), address = 'Erased', notes = NULL,
      cancel_reason = NULL, reminder_due_at = NULL, updated_at = now()
    FROM time_slots AS slot
    WHERE slot.id = booking.slot_id AND booking.id = ANY(${ids})`);
}

/** Locks and returns the bookings that belong to other accounts but contain an e-mail address of this person. */
export async function lockOtherAccountsBookings(
  req: Transactional,
  person: Person,
): Promise<{ bookingId: string; customerId: string }[]> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ bookingId: string; customerId: string }>(sql`
    SELECT id AS "bookingId", customer_id AS "customerId" FROM bookings
    WHERE customer_id IS NOT NULL AND customer_id IS DISTINCT FROM ${person.customerId}::uuid
      AND ${isPersonsAddress(person, sql`email`)} ORDER BY id FOR UPDATE`);
  return rows;
}

/** Changes the e-mail address of a booking without emitting an event. */
export async function updateBookingEmail(req: Transactional, bookingId: string, email: string): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`UPDATE bookings SET email = ${email}, updated_at = now() WHERE id = ${bookingId}`);
}

const BATCH = 500;

/**
 * Anonymises one batch of bookings whose appointment ended more than `months` months ago, and the events about these bookings.
 * The appointments still count in statistics.
 * @returns the number of bookings anonymised, at most 500; the caller repeats the call while the batch is full
 */
export async function expireBookings(payload: Payload, months: number): Promise<number> {
  return withTransaction(payload, async (req) => {
    const { rows } = await (await transactionOf(req)).execute<{ id: string }>(sql`
      SELECT booking.id FROM bookings AS booking JOIN time_slots AS slot ON slot.id = slot_id
      WHERE slot.ends_at < now() - make_interval(months => ${months}) AND booking.email IS DISTINCT FROM ${ERASED_EMAIL}
      ORDER BY booking.id LIMIT ${BATCH} FOR UPDATE OF booking SKIP LOCKED`);
    const ids = rows.map(({ id }) => id);
    await anonymiseBookings(req, ids);
    await scrubEventsAbout(req, ids);
    return ids.length;
  });
}

/**
 * Lists a person's bookings as history entries, dated by their creation, with the staff notes. `formatMoment` formats the time of
 * the appointment.
 */
export async function listBookingHistory(
  payload: Payload,
  person: Person,
  formatMoment: (at: Date) => string,
): Promise<CustomerHistoryEntry[]> {
  const bookings = await selectBookings(payload, bookingBelongsToPerson(person), MAX_HISTORY_ENTRIES);
  const notes = await readStaffNotes(payload, person);
  return bookings.map(({ bookingId, createdAt, type, status, startsAt, referenceCode }) => ({
    at: createdAt.toISOString(),
    kind: 'booking',
    text: `${findLabel(APPOINTMENT_TYPES, type)} booked for ${formatMoment(startsAt)}`,
    detail: [`${referenceCode}, ${findLabelInSentence(BOOKING_STATUSES, status)}`, notes.get(bookingId)]
      .filter(Boolean)
      .join(' · '),
    link: { on: 'admin', path: `/collections/bookings/${bookingId}` },
  }));
}

/** Lists the last five phone numbers that a person has given for appointments, in E.164, newest first. */
export async function listBookingPhones(payload: Payload, person: Person): Promise<string[]> {
  const { rows } = await database(payload).execute<{ phone: string }>(sql`
    SELECT phone FROM bookings AS booking WHERE ${bookingBelongsToPerson(person)} GROUP BY phone ORDER BY max(created_at) DESC LIMIT 5`);
  return rows.map(({ phone }) => phone);
}
