import { sql } from '@payloadcms/db-postgres';
import type { SQL } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { isUuid } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import type { AppointmentType, BookingStatus } from './types.ts';

/** A showroom as the website and e-mails name it. */
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
  /** Null where staff booked a visit to a showroom without. */
  email: string | null;
  phone: string;
  postcode: string | null;
  address: string | null;
  slotId: string;
  startsAt: Date;
  endsAt: Date;
  showroom: ShowroomSummary | null;
  /** SEQUENCE of the calendar entry (RFC 5545): rises with each change that the customer has to know of. */
  sequence: number;
  cancelReason: string | null;
  createdAt: Date;
  updatedAt: Date;
};

/** The JSON of a showroom joined as `showroom`, null where there is none. */
export const showroomJson = sql`CASE WHEN showroom.id IS NULL THEN NULL ELSE json_build_object(
  'id', showroom.id, 'slug', showroom.slug, 'name', showroom.name, 'address', showroom.address,
  'postcode', showroom.postcode, 'phone', showroom.phone) END`;

/** Bookings that meet `condition`, newest first, in one statement. */
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

/** What messages say of a booking; null when it is gone. */
export async function bookingForMessage(payload: Payload, bookingId: string): Promise<BookingRow | null> {
  const [booking] = await selectBookings(payload, sql`booking.id = ${bookingId}`, 1);
  return booking ?? null;
}

/**
 * One booking, for its owner (`customerId`) or for staff (null).
 * @throws Problem not_found, also for another customer's: nobody learns that it exists.
 */
export async function readBooking(payload: Payload, bookingId: string, customerId: string | null): Promise<BookingRow> {
  const booking = isUuid(bookingId) ? await bookingForMessage(payload, bookingId) : null;
  if (!booking || (customerId !== null && booking.customerId !== customerId)) {
    throw new Problem('not_found', 'There is no such booking.');
  }
  return booking;
}
