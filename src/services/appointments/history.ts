import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { type HistoryEntry, SHOWN } from '../customer-history.ts';
import { selectBookings } from './read-booking.ts';
import { APPOINTMENT_TYPES, BOOKING_STATUSES } from './types.ts';

const labelOf = (options: readonly { value: string; label: string }[], value: string) =>
  options.find((one) => one.value === value)?.label ?? value;

/** A customer's bookings, each when it was made, and `momentOf` to say when the visit is. */
export async function bookingHistory(
  payload: Payload,
  customerId: string,
  momentOf: (at: Date) => string,
): Promise<HistoryEntry[]> {
  const bookings = await selectBookings(payload, sql`booking.customer_id = ${customerId}`, SHOWN);
  return bookings.map(({ bookingId, createdAt, type, status, startsAt, referenceCode }) => ({
    at: createdAt.toISOString(),
    kind: 'booking',
    text: `${labelOf(APPOINTMENT_TYPES, type)} booked for ${momentOf(startsAt)}`,
    detail: `${referenceCode}, ${labelOf(BOOKING_STATUSES, status).toLowerCase()}`,
    link: { on: 'admin', path: `/collections/bookings/${bookingId}` },
  }));
}
