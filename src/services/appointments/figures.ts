import { sql } from '@payloadcms/db-postgres';
import { LONDON } from '../london.ts';

/** Visits of the London day and week (Monday to Sunday) that is, and bookings that wait to be confirmed. */
export type AppointmentFigures = { today: number; week: number; toConfirm: number };

const londonNow = sql`(now() AT TIME ZONE ${LONDON})`;
/** The instant at which London's `unit` that is began, some later one of `plus`. */
const begin = (unit: 'day' | 'week', plus: '0' | '1 day' | '1 week') =>
  sql`(date_trunc(${sql.raw(`'${unit}'`)}, ${londonNow}) + ${sql.raw(`interval '${plus}'`)}) AT TIME ZONE ${LONDON}`;

/** A SELECT of {@link AppointmentFigures} as one JSON value. */
export const appointmentFigures = sql`
  SELECT json_build_object(
    'today', count(*) FILTER (WHERE starts_at >= ${begin('day', '0')} AND starts_at < ${begin('day', '1 day')}),
    'week', count(*) FILTER (WHERE starts_at >= ${begin('week', '0')} AND starts_at < ${begin('week', '1 week')}),
    'toConfirm', count(*) FILTER (WHERE status = 'PENDING' AND starts_at > now()))
  FROM time_slots AS slot JOIN bookings ON slot_id = slot.id AND status <> 'CANCELLED'
  WHERE starts_at >= ${begin('week', '0')}`;
