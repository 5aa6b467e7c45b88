import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { type HistoryEntry, SHOWN } from '../customer-history.ts';
import type { Person } from '../person.ts';
import { bookingsOf, notesOf } from './personal-data.ts';
import { selectBookings } from './read-booking.ts';
import { APPOINTMENT_TYPES, BOOKING_STATUSES } from './types.ts';

const labelOf = (options: readonly { value: string; label: string }[], value: string) =>
  options.find((one) => one.value === value)?.label ?? value;

/** A person's bookings with what staff have noted on them, each when it was made; `momentOf` says when the visit is. */
export async function bookingHistory(
  payload: Payload,
  person: Person,
  momentOf: (at: Date) => string,
): Promise<HistoryEntry[]> {
  const bookings = await selectBookings(payload, bookingsOf(person), SHOWN);
  const notes = await notesOf(payload, person);
  return bookings.map(({ bookingId, createdAt, type, status, startsAt, referenceCode }) => ({
    at: createdAt.toISOString(),
    kind: 'booking',
    text: `${labelOf(APPOINTMENT_TYPES, type)} booked for ${momentOf(startsAt)}`,
    detail: [`${referenceCode}, ${labelOf(BOOKING_STATUSES, status).toLowerCase()}`, notes.get(bookingId)]
      .filter(Boolean)
      .join(' · '),
    link: { on: 'admin', path: `/collections/bookings/${bookingId}` },
  }));
}

/** The phone numbers that a person has given for visits, in E.164, the newest first. */
export async function bookingPhones(payload: Payload, person: Person): Promise<string[]> {
  const { rows } = await database(payload).execute<{ phone: string }>(sql`
    SELECT phone FROM bookings AS booking WHERE ${bookingsOf(person)} GROUP BY phone ORDER BY max(created_at) DESC LIMIT 5`);
  return rows.map(({ phone }) => phone);
}
