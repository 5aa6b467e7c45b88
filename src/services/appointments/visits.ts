import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import type { AppointmentType, BookingStatus } from './types.ts';

/** A visit as the dashboard and the calendar show it to staff; times are UTC. */
export type Visit = {
  bookingId: string;
  referenceCode: string;
  status: BookingStatus;
  type: AppointmentType;
  forKitchen: boolean;
  forBedroom: boolean;
  name: string;
  phone: string;
  /** Null for a visit to a showroom that was booked without, as is the address. */
  postcode: string | null;
  address: string | null;
  /** What staff have noted. */
  notes: string | null;
  showroomId: string | null;
  /** The showroom's name, null when the visit is elsewhere. */
  showroom: string | null;
  startsAt: Date;
  endsAt: Date;
};

/** The columns of a {@link Visit} in {@link visitTables}. */
export const visitColumns = sql`booking.id AS "bookingId", reference_code AS "referenceCode", status::text AS status,
  booking.type::text AS type, for_kitchen IS TRUE AS "forKitchen", for_bedroom IS TRUE AS "forBedroom",
  first_name || ' ' || last_name AS name, booking.phone, booking.postcode, booking.address, notes,
  showroom_id AS "showroomId", showroom.name AS showroom, starts_at AS "startsAt", ends_at AS "endsAt"`;

export const visitTables = sql`bookings AS booking
  JOIN time_slots AS slot ON slot.id = booking.slot_id
  LEFT JOIN showrooms AS showroom ON showroom.id = slot.showroom_id`;

export const withTimes = (visit: Visit): Visit => ({
  ...visit,
  startsAt: toDate(visit.startsAt),
  endsAt: toDate(visit.endsAt),
});

/** The visits that start in [from, to), cancelled ones left out, in the order of time. */
export async function listVisits(payload: Payload, { from, to }: { from: Date; to: Date }): Promise<Visit[]> {
  const { rows } = await database(payload).execute<Visit>(sql`
    SELECT ${visitColumns} FROM ${visitTables}
    WHERE status <> 'CANCELLED' AND starts_at >= ${from.toISOString()} AND starts_at < ${to.toISOString()}
    ORDER BY starts_at, booking.type, showroom.name, booking.id`);
  return rows.map(withTimes);
}
