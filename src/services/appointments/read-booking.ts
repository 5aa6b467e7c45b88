import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database, type Transactional, transactionOf } from '../../database/transaction.ts';
import { toDate } from '../../lib/dates.ts';
import { isUuid } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import type { AppointmentType, BookingStatus } from './statuses.ts';

/** A showroom as shown on the website and in e-mails. */
export type ShowroomSummary = {
  id: string;
  slug: string;
  name: string;
  address: string;
  postcode: string;
  phone: string | null;
};

/** A booking with its slot; times are UTC. */
export type BookingRow = {
  bookingId: string;
  customerId: string | null;
  referenceCode: string;
  status: BookingStatus;
  type: AppointmentType;
  forKitchen: boolean;
  forBedroom: boolean;
  firstName: string;
  lastName: string;
  /** Null if staff booked a showroom visit without an e-mail address. */
  email: string | null;
  phone: string;
  postcode: string | null;
  address: string | null;
  slotId: string;
  startsAt: Date;
  endsAt: Date;
  showroom: ShowroomSummary | null;
  /** SEQUENCE of the calendar entry (RFC 5545). It increases with each change of which the customer must be notified. */
  sequence: number;
  cancelReason: string | null;
  createdAt: Date;
  updatedAt: Date;
};

/** SQL for a {@link ShowroomSummary} of the table joined as `showroom`; null if there is none. */
export const showroomJson = sql`CASE WHEN showroom.id IS NULL THEN NULL ELSE json_build_object(
  'id', showroom.id, 'slug', showroom.slug, 'name', showroom.name, 'address', showroom.address,
  'postcode', showroom.postcode, 'phone', showroom.phone) END`;

/** Reads the bookings that match `condition`, newest first. */
export async function selectBookings(payload: Payload, condition: SQL, limit: number): Promise<BookingRow[]> {
  const { rows } = await database(payload).execute<BookingRow>(sql`
    SELECT booking.id AS "bookingId", booking.customer_id AS "customerId", reference_code AS "referenceCode",
      status::text AS status, booking.type::text AS type, for_kitchen IS TRUE AS "forKitchen",
      for_bedroom IS TRUE AS "forBedroom", first_name AS "firstName", last_name AS "lastName", email,
      booking.phone, booking.postcode, booking.address, slot_id AS "slotId", starts_at AS "startsAt",
      ends_at AS "endsAt", ${showroomJson} AS showroom, sequence::int AS sequence,
      cancel_reason AS "cancelReason",      booking.created_at AS "createdAt", booking.updated_at AS "updatedAt"
    FROM bookings AS booking
    JOIN time_slots AS slot ON slot.id = booking.slot_id
    LEFT JOIN showrooms AS showroom ON showroom.id = slot.showroom_id
    WHERE ${condition}
    ORDER BY booking.id DESC
    LIMIT ${limit}`);
  return rows.map(withDates);
}

const withDates = (row: BookingRow): BookingRow => ({
  ...row,
  startsAt: toDate(row.startsAt),
  endsAt: toDate(row.endsAt),
  createdAt: toDate(row.createdAt),
  updatedAt: toDate(row.updatedAt),
});

/** Reads a booking; null if it does not exist. */
export async function findBooking(payload: Payload, bookingId: string): Promise<BookingRow | null> {
  const [booking] = await selectBookings(payload, sql`booking.id = ${bookingId}`, 1);
  return booking ?? null;
}

/**
 * Reads a booking for its customer (`customerId`) or for staff (null).
 * @throws Problem not_found, also for another customer's booking, so that its existence is not disclosed.
 */
export async function readBooking(payload: Payload, bookingId: string, customerId: string | null): Promise<BookingRow> {
  const booking = isUuid(bookingId) ? await findBooking(payload, bookingId) : null;
  if (!booking || (customerId !== null && booking.customerId !== customerId)) {
    throw new Problem('not_found', 'There is no such booking.');
  }
  return booking;
}

/** Converts a booking to the format of `/v1` (docs/spec/api.md#3-appointments). */
export function toBookingView({ slotId, startsAt, endsAt, showroom, ...row }: BookingRow) {
  const { bookingId, referenceCode, status, type, forKitchen, forBedroom } = row;
  const { firstName, lastName, email, phone, postcode, address, cancelReason, createdAt } = row;
  return {
    ...{ bookingId, referenceCode, status, type, forKitchen, forBedroom },
    ...{ firstName, lastName, email, phone, postcode, address },
    cancelReason,
    slot: { slotId, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), showroom },
    createdAt: createdAt.toISOString(),
  };
}

export type LockedBooking = {
  customerId: string | null;
  status: BookingStatus;
  type: AppointmentType;
  slotId: string;
  sequence: number;
  email: string | null;
  referenceCode: string;
};

/**
 * Locks a booking until the transaction ends and returns its latest committed state. The row lock serialises concurrent changes.
 * @throws Problem not_found.
 */
export async function lockBooking(req: Transactional, bookingId: string): Promise<LockedBooking> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<LockedBooking>(sql`
    SELECT customer_id AS "customerId", status::text AS status, type::text AS type, slot_id AS "slotId",
      sequence::int AS sequence, email, reference_code AS "referenceCode"
    FROM bookings WHERE id = ${bookingId} FOR UPDATE`);
  const [booking] = rows;
  if (!booking) throw new Problem('not_found', 'There is no such booking.');
  return booking;
}
