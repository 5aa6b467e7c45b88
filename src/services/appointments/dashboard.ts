import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { LONDON } from '../../lib/dates.ts';
import { appointmentColumns, appointmentTables, type StaffAppointment, withDates } from './list-bookings.ts';
import { isFreeSlotSql, isOpenBookingSql } from './slot-sql.ts';
import type { AppointmentType } from './statuses.ts';

/**
 * Reads the bookings that need attention. `next` is the first `limit` pending bookings of upcoming appointments, sorted by time;
 * `total` counts all pending bookings of upcoming appointments; `overdue` counts the open bookings whose appointment is over.
 */
export async function listPendingAppointments(
  payload: Payload,
  limit: number,
): Promise<{ total: number; overdue: number; next: StaffAppointment[] }> {
  const { rows } = await database(payload).execute<{ total: number; overdue: number; next: StaffAppointment[] }>(sql`
    WITH pending AS (
      SELECT ${appointmentColumns} FROM ${appointmentTables} WHERE status = 'PENDING' AND starts_at > now()
    )
    SELECT (SELECT count(*)::int FROM pending) AS total,
      (SELECT count(*)::int FROM bookings JOIN time_slots AS slot ON slot.id = slot_id
        WHERE ${isOpenBookingSql} AND ends_at <= now()) AS overdue,
      coalesce((SELECT json_agg(pending_booking) FROM (SELECT * FROM pending ORDER BY "startsAt", "bookingId" LIMIT ${limit}) AS pending_booking),
        '[]') AS next`);
  const [{ total, overdue, next } = { total: 0, overdue: 0, next: [] }] = rows;
  return { total, overdue, next: next.map(withDates) };
}

/**
 * The number of bookings made in a week, by type, including cancelled bookings. `week` is the Monday of the week as YYYY-MM-DD.
 */
export type WeeklyBookings = { week: string } & Record<AppointmentType, number>;

/** Counts bookings by the London week in which they were made, for the last `weeks` weeks, the current week included. */
export async function countBookingsPerWeek(payload: Payload, weeks: number): Promise<WeeklyBookings[]> {
  const { rows } = await database(payload).execute<WeeklyBookings>(sql`
    WITH weeks AS (
      SELECT generate_series(
        date_trunc('week', now() AT TIME ZONE ${LONDON}) - make_interval(weeks => ${weeks - 1}::int),
        date_trunc('week', now() AT TIME ZONE ${LONDON}), interval '1 week') AS week
    ), booked AS (
      SELECT date_trunc('week', created_at AT TIME ZONE ${LONDON}) AS week, type
      FROM bookings WHERE created_at > now() - make_interval(weeks => ${weeks + 1}::int)
    )
    SELECT to_char(weeks.week, 'YYYY-MM-DD') AS week,
      (count(*) FILTER (WHERE type = 'HOME_MEASUREMENT'))::int AS "HOME_MEASUREMENT",
      (count(*) FILTER (WHERE type = 'SHOWROOM'))::int AS "SHOWROOM",
      (count(*) FILTER (WHERE type = 'ONLINE'))::int AS "ONLINE"
    FROM weeks LEFT JOIN booked ON booked.week = weeks.week
    GROUP BY weeks.week ORDER BY weeks.week`);
  return rows;
}

/** How many slots of one type and showroom there are (`total`), and how many of these are free (`free`). */
export type SlotCapacity = { type: AppointmentType; showroom: string | null; free: number; total: number };

/** Counts the slots of the next `days` days by type and showroom. Closed slots are left out. */
export async function countUpcomingSlots(payload: Payload, days: number): Promise<SlotCapacity[]> {
  const { rows } = await database(payload).execute<SlotCapacity>(sql`
    SELECT slot.type::text AS type, showroom.name AS showroom, count(*)::int AS total,
      (count(*) FILTER (WHERE ${isFreeSlotSql}))::int AS free
    FROM time_slots AS slot LEFT JOIN showrooms AS showroom ON showroom.id = slot.showroom_id
    WHERE starts_at > now() AND starts_at < now() + make_interval(days => ${days}::int) AND is_closed IS NOT TRUE
    GROUP BY slot.type, showroom.name ORDER BY slot.type, showroom.name`);
  return rows;
}

/**
 * The number of appointments on the current London day and in the current London week (Monday to Sunday), and the number of
 * pending bookings whose appointment is upcoming.
 */
export type AppointmentCounts = { today: number; week: number; toConfirm: number };

const londonNowSql = sql`(now() AT TIME ZONE ${LONDON})`;
/** SQL for the start of the current London day or week, plus an interval. */
const periodStartSql = (unit: 'day' | 'week', plus: '0' | '1 day' | '1 week') =>
  sql`(date_trunc(${sql.raw(`'${unit}'`)}, ${londonNowSql}) + ${sql.raw(`interval '${plus}'`)}) AT TIME ZONE ${LONDON}`;

/** A SELECT that returns {@link AppointmentCounts} as one JSON value. */
export const appointmentCountsSql = sql`
  SELECT json_build_object(
    'today', count(*) FILTER (WHERE starts_at >= ${periodStartSql('day', '0')} AND starts_at < ${periodStartSql('day', '1 day')}),
    'week', count(*) FILTER (WHERE starts_at >= ${periodStartSql('week', '0')} AND starts_at < ${periodStartSql('week', '1 week')}),
    'toConfirm', count(*) FILTER (WHERE status = 'PENDING' AND starts_at > now()))
  FROM time_slots AS slot JOIN bookings ON slot_id = slot.id AND status <> 'CANCELLED'
  WHERE starts_at >= ${periodStartSql('week', '0')}`;
