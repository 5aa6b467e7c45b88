import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { z } from 'zod';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../lib/dates.ts';
import { listAppointments } from './list-bookings.ts';
import { isUnheldSql } from './slot-sql.ts';
import { APPOINTMENT_TYPE_VALUES, BOOKING_STATUSES, type BookingStatus } from './statuses.ts';

const instant = z.iso.datetime();
const type = z.enum(APPOINTMENT_TYPE_VALUES);
const statuses = BOOKING_STATUSES.map(({ value }) => value) as [BookingStatus, ...BookingStatus[]];

const appointment = z.object({
  ...{ bookingId: z.uuid(), referenceCode: z.string(), status: z.enum(statuses), type },
  ...{ forKitchen: z.boolean(), forBedroom: z.boolean(), name: z.string(), phone: z.string() },
  ...{ postcode: z.string().nullable(), address: z.string().nullable(), notes: z.string().nullable() },
  ...{ showroomId: z.uuid().nullable(), showroom: z.string().nullable(), startsAt: instant, endsAt: instant },
});

/**
 * Upcoming slots that have no booking and differ only in their lane. The calendar shows them as one group, because
 * customers do not choose a lane.
 */
const openSlots = z.object({
  ...{ type, showroomId: z.uuid().nullable(), showroom: z.string().nullable(), startsAt: instant, endsAt: instant },
  state: z.enum(['FREE', 'HELD', 'CLOSED']),
  slotIds: z.array(z.uuid()),
});

/**
 * A London date on which one showroom, or the whole company (`showroomId` null), is closed: all day, or between two wall-clock
 * times (`HH:mm`).
 */
const closedDay = z.object({
  ...{ date: z.iso.date(), reason: z.string().nullable(), showroomId: z.uuid().nullable() },
  ...{ from: z.string().nullable(), to: z.string().nullable() },
});

/** The data that the calendar of the admin UI shows for a period. */
export const calendarData = z.object({
  visits: z.array(appointment),
  openSlots: z.array(openSlots),
  closedDays: z.array(closedDay),
});

export type CalendarData = z.output<typeof calendarData>;
export type CalendarAppointment = CalendarData['visits'][number];
export type CalendarSlots = CalendarData['openSlots'][number];
export type CalendarClosedDay = CalendarData['closedDays'][number];

type TimeWindow = { from: Date; to: Date };

/**
 * Reads the appointments that start in [from, to), except cancelled ones; the upcoming slots in that period that have no booking
 * (free, held or closed); and all closed days.
 */
export async function readCalendar(payload: Payload, window: TimeWindow): Promise<CalendarData> {
  const [visits, open, closedDays] = await Promise.all([
    listAppointments(payload, window),
    readOpenSlots(payload, window),
    readClosedDays(payload),
  ]);
  const toIsoTimes = <T extends { startsAt: Date | string; endsAt: Date | string }>(row: T) => ({
    ...row,
    startsAt: toDate(row.startsAt).toISOString(),
    endsAt: toDate(row.endsAt).toISOString(),
  });
  return { visits: visits.map(toIsoTimes), openSlots: open.map(toIsoTimes), closedDays };
}

async function readOpenSlots(payload: Payload, { from, to }: TimeWindow): Promise<CalendarSlots[]> {
  const { rows } = await database(payload).execute<CalendarSlots>(sql`
    SELECT slot.type::text AS type, showroom_id AS "showroomId", showroom.name AS showroom, starts_at AS "startsAt",
      ends_at AS "endsAt", state, json_agg(slot.id ORDER BY lane) AS "slotIds"
    FROM time_slots AS slot
    LEFT JOIN showrooms AS showroom ON showroom.id = slot.showroom_id
    CROSS JOIN LATERAL (SELECT CASE WHEN is_closed THEN 'CLOSED' WHEN ${isUnheldSql} THEN 'FREE' ELSE 'HELD' END) AS availability (state)
    WHERE is_booked IS NOT TRUE AND starts_at >= greatest(${from.toISOString()}::timestamptz, now())
      AND starts_at < ${to.toISOString()}
    GROUP BY slot.type, showroom_id, showroom.name, starts_at, ends_at, state
    ORDER BY starts_at, slot.type, showroom.name, state`);
  return rows;
}

async function readClosedDays(payload: Payload): Promise<CalendarClosedDay[]> {
  const { rows } = await database(payload).execute<CalendarClosedDay>(sql`
    SELECT date, reason, showroom_id AS "showroomId", nullif("from", '') AS "from", nullif("to", '') AS "to"
    FROM availability_closed_days ORDER BY date, "from" NULLS FIRST`);
  return rows;
}
