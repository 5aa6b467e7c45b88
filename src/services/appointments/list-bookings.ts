import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../lib/dates.ts';
import { isUuid } from '../../lib/ids.ts';
import { toPage } from '../../lib/lists.ts';
import { Problem } from '../../lib/problem.ts';
import { selectBookings } from './read-booking.ts';
import type { AppointmentType, BookingStatus } from './statuses.ts';

type BookingsQuery = { cursor?: string | undefined; limit: number; status?: BookingStatus | undefined };

/**
 * Returns a page of bookings, newest first, of one customer or of all customers (null). A page starts after the last booking of
 * the previous page, by id (keyset; ids are UUIDv7), so bookings made meanwhile do not shift the pages.
 * @throws Problem invalid_cursor if the cursor is not the id of a booking that the caller may see.
 */
export async function listBookings(
  payload: Payload,
  customerId: string | null,
  { cursor, limit, status }: BookingsQuery,
) {
  const ofCustomer = customerId === null ? sql`true` : sql`booking.customer_id = ${customerId}`;
  if (cursor !== undefined) await assertCursor(payload, cursor, customerId);
  const after = cursor === undefined ? sql`true` : sql`booking.id < ${cursor}`;
  const inStatus = status === undefined ? sql`true` : sql`booking.status = ${status}`;
  const rows = await selectBookings(payload, sql`${ofCustomer} AND ${after} AND ${inStatus}`, limit + 1);
  return toPage(rows, limit, ({ bookingId }) => bookingId);
}

async function assertCursor(payload: Payload, cursor: string, customerId: string | null): Promise<void> {
  const ofCustomer = customerId === null ? sql`true` : sql`customer_id = ${customerId}`;
  const { rowCount } = isUuid(cursor)
    ? await database(payload).execute(sql`SELECT 1 FROM bookings WHERE id = ${cursor} AND ${ofCustomer}`)
    : { rowCount: 0 };
  if (!rowCount) throw new Problem('invalid_cursor');
}

/** An appointment as shown to staff in the dashboard and the calendar; times are UTC. */
export type StaffAppointment = {
  bookingId: string;
  referenceCode: string;
  status: BookingStatus;
  type: AppointmentType;
  forKitchen: boolean;
  forBedroom: boolean;
  name: string;
  phone: string;
  /** Null, like `address`, if staff booked a showroom visit without an address. */
  postcode: string | null;
  address: string | null;
  /** Notes by staff. */
  notes: string | null;
  showroomId: string | null;
  /** The name of the showroom; null if the appointment is elsewhere. */
  showroom: string | null;
  startsAt: Date;
  endsAt: Date;
};

/** SQL for the columns of a {@link StaffAppointment}, to select from {@link appointmentTables}. */
export const appointmentColumns = sql`booking.id AS "bookingId", reference_code AS "referenceCode", status::text AS status,
  booking.type::text AS type, for_kitchen IS TRUE AS "forKitchen", for_bedroom IS TRUE AS "forBedroom",
  first_name || ' ' || last_name AS name, booking.phone, booking.postcode, booking.address, notes,
  showroom_id AS "showroomId", showroom.name AS showroom, starts_at AS "startsAt", ends_at AS "endsAt"`;

export const appointmentTables = sql`bookings AS booking
  JOIN time_slots AS slot ON slot.id = booking.slot_id
  LEFT JOIN showrooms AS showroom ON showroom.id = slot.showroom_id`;

export const withDates = (appointment: StaffAppointment): StaffAppointment => ({
  ...appointment,
  startsAt: toDate(appointment.startsAt),
  endsAt: toDate(appointment.endsAt),
});

/** Lists the appointments that start in [from, to), sorted by time. Cancelled appointments are left out. */
export async function listAppointments(
  payload: Payload,
  { from, to }: { from: Date; to: Date },
): Promise<StaffAppointment[]> {
  const { rows } = await database(payload).execute<StaffAppointment>(sql`
    SELECT ${appointmentColumns} FROM ${appointmentTables}
    WHERE status <> 'CANCELLED' AND starts_at >= ${from.toISOString()} AND starts_at < ${to.toISOString()}
    ORDER BY starts_at, booking.type, showroom.name, booking.id`);
  return rows.map(withDates);
}
