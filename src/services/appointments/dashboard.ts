import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { LONDON } from '../london.ts';
import type { AppointmentType } from './types.ts';
import { type Visit, visitColumns, visitTables, withTimes } from './visits.ts';

/** The bookings that wait for somebody: the next `limit` to confirm by time of visit, and how many of each kind there are. */
export async function listPending(
  payload: Payload,
  limit: number,
): Promise<{ total: number; overdue: number; next: Visit[] }> {
  const { rows } = await database(payload).execute<{ total: number; overdue: number; next: Visit[] }>(sql`
    WITH pending AS (
      SELECT ${visitColumns} FROM ${visitTables} WHERE status = 'PENDING' AND starts_at > now()
    )
    SELECT (SELECT count(*)::int FROM pending) AS total,
      (SELECT count(*)::int FROM bookings JOIN time_slots AS slot ON slot.id = slot_id
        WHERE status IN ('PENDING', 'CONFIRMED') AND ends_at <= now()) AS overdue,
      coalesce((SELECT json_agg(one) FROM (SELECT * FROM pending ORDER BY "startsAt", "bookingId" LIMIT ${limit}) AS one),
        '[]') AS next`);
  const [{ total, overdue, next } = { total: 0, overdue: 0, next: [] }] = rows;
  return { total, overdue, next: next.map(withTimes) };
}

/** How many bookings were made in a week, by type; cancelled ones count, since they were made too. */
export type WeekCount = { week: string } & Record<AppointmentType, number>;

/** The last `weeks` London weeks, the current one last; `week` is its Monday as YYYY-MM-DD. */
export async function countBookingsPerWeek(payload: Payload, weeks: number): Promise<WeekCount[]> {
  const { rows } = await database(payload).execute<WeekCount>(sql`
    WITH weeks AS (
      SELECT generate_series(
        date_trunc('week', now() AT TIME ZONE ${LONDON}) - make_interval(weeks => ${weeks - 1}::int),
        date_trunc('week', now() AT TIME ZONE ${LONDON}), interval '1 week') AS week
    ), made AS (
      SELECT date_trunc('week', created_at AT TIME ZONE ${LONDON}) AS week, type
      FROM bookings WHERE created_at > now() - make_interval(weeks => ${weeks + 1}::int)
    )
    SELECT to_char(weeks.week, 'YYYY-MM-DD') AS week,
      (count(*) FILTER (WHERE type = 'HOME_MEASUREMENT'))::int AS "HOME_MEASUREMENT",
      (count(*) FILTER (WHERE type = 'SHOWROOM'))::int AS "SHOWROOM",
      (count(*) FILTER (WHERE type = 'ONLINE'))::int AS "ONLINE"
    FROM weeks LEFT JOIN made ON made.week = weeks.week
    GROUP BY weeks.week ORDER BY weeks.week`);
  return rows;
}

/** Slots of one kind and place: how many there are and how many can still be booked. */
export type Capacity = { type: AppointmentType; showroom: string | null; free: number; total: number };

/** The open slots of the next `days` days by type and showroom. */
export async function countSlotsAhead(payload: Payload, days: number): Promise<Capacity[]> {
  const { rows } = await database(payload).execute<Capacity>(sql`
    SELECT slot.type::text AS type, showroom.name AS showroom, count(*)::int AS total,
      (count(*) FILTER (WHERE is_booked IS NOT TRUE AND coalesce(held_until <= now(), true)))::int AS free
    FROM time_slots AS slot LEFT JOIN showrooms AS showroom ON showroom.id = slot.showroom_id
    WHERE starts_at > now() AND starts_at < now() + make_interval(days => ${days}::int) AND is_closed IS NOT TRUE
    GROUP BY slot.type, showroom.name ORDER BY slot.type, showroom.name`);
  return rows;
}
