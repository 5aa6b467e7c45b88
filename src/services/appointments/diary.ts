import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { z } from 'zod';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { APPOINTMENT_TYPE_VALUES, BOOKING_STATUSES, type BookingStatus } from './types.ts';
import { listVisits } from './visits.ts';

const instant = z.iso.datetime();
const type = z.enum(APPOINTMENT_TYPE_VALUES);
const statuses = BOOKING_STATUSES.map(({ value }) => value) as [BookingStatus, ...BookingStatus[]];

const visit = z.object({
  ...{ bookingId: z.uuid(), referenceCode: z.string(), status: z.enum(statuses), type },
  ...{ forKitchen: z.boolean(), forBedroom: z.boolean(), name: z.string(), phone: z.string() },
  ...{ postcode: z.string().nullable(), address: z.string().nullable(), notes: z.string().nullable() },
  ...{ showroomId: z.uuid().nullable(), showroom: z.string().nullable(), startsAt: instant, endsAt: instant },
});

/** Slots to come that no booking has, those of parallel teams taken together: the customer does not choose among them. */
const openSlots = z.object({
  ...{ type, showroomId: z.uuid().nullable(), showroom: z.string().nullable(), startsAt: instant, endsAt: instant },
  state: z.enum(['FREE', 'HELD', 'CLOSED']),
  slotIds: z.array(z.uuid()),
});

/** A day on which the company, or one showroom, is closed. */
const closedDay = z.object({ date: z.iso.date(), reason: z.string().nullable(), showroomId: z.uuid().nullable() });

/** What the calendar of the admin UI shows of a window. */
export const diary = z.object({
  visits: z.array(visit),
  openSlots: z.array(openSlots),
  closedDays: z.array(closedDay),
});

export type Diary = z.output<typeof diary>;
export type DiaryVisit = Diary['visits'][number];
export type OpenSlots = Diary['openSlots'][number];
export type ClosedDay = Diary['closedDays'][number];

type Window = { from: Date; to: Date };

/** The visits and open slots that start in [from, to), and the days of it that are closed: three statements. */
export async function readDiary(payload: Payload, window: Window): Promise<Diary> {
  const [visits, open, closedDays] = await Promise.all([
    listVisits(payload, window),
    readOpenSlots(payload, window),
    readClosedDays(payload),
  ]);
  const iso = <T extends { startsAt: Date | string; endsAt: Date | string }>(row: T) => ({
    ...row,
    startsAt: toDate(row.startsAt).toISOString(),
    endsAt: toDate(row.endsAt).toISOString(),
  });
  return { visits: visits.map(iso), openSlots: open.map(iso), closedDays };
}

async function readOpenSlots(payload: Payload, { from, to }: Window): Promise<OpenSlots[]> {
  const { rows } = await database(payload).execute<OpenSlots>(sql`
    SELECT slot.type::text AS type, showroom_id AS "showroomId", showroom.name AS showroom, starts_at AS "startsAt",
      ends_at AS "endsAt", state, json_agg(slot.id ORDER BY lane) AS "slotIds"
    FROM time_slots AS slot
    LEFT JOIN showrooms AS showroom ON showroom.id = slot.showroom_id
    CROSS JOIN LATERAL (SELECT CASE WHEN is_closed THEN 'CLOSED' WHEN held_until > now() THEN 'HELD' ELSE 'FREE' END) AS one (state)
    WHERE is_booked IS NOT TRUE AND starts_at >= greatest(${from.toISOString()}::timestamptz, now())
      AND starts_at < ${to.toISOString()}
    GROUP BY slot.type, showroom_id, showroom.name, starts_at, ends_at, state
    ORDER BY starts_at, slot.type, showroom.name, state`);
  return rows;
}

async function readClosedDays(payload: Payload): Promise<ClosedDay[]> {
  const { rows } = await database(payload).execute<ClosedDay>(sql`
    SELECT date, reason, showroom_id AS "showroomId" FROM availability_closed_days ORDER BY date`);
  return rows;
}
