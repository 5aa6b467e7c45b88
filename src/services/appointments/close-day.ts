import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload, PayloadRequest } from 'payload';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { toLondon } from '../../lib/dates.ts';
import type { Availability } from '../../payload-types.ts';
import { lockSlotPlan, toClosedDay } from './generate-slots.ts';
import { lockSlots } from './lock-slot.ts';
import { type ClosedDay, toClosedHours } from './plan-slots.ts';
import { isOpenBookingSql } from './slot-sql.ts';

export const isSameClosedDay = (a: ClosedDay, b: ClosedDay): boolean =>
  a.date === b.date && a.showroomId === b.showroomId && a.from === b.from && a.to === b.to;

/** SQL condition on `slot`: the slot begins on the closed day, or overlaps the closed hours. */
export function slotsAtTimeSql(day: ClosedDay) {
  const hours = toClosedHours(day);
  const inShowroom = day.showroomId === null ? sql`true` : sql`slot.showroom_id = ${day.showroomId}`;
  if (hours) {
    return sql`slot.starts_at < ${hours.end.toISOString()} AND slot.ends_at > ${hours.start.toISOString()} AND ${inShowroom}`;
  }
  const start = toLondon(day.date).startOf('day');
  return sql`slot.starts_at >= ${start.toUTC().toISO()} AND slot.starts_at < ${start.plus({ days: 1 }).toUTC().toISO()} AND ${inShowroom}`;
}

/**
 * Closes or reopens the slots of a closed day or of closed hours. Booked slots are included, so that a slot stays closed after
 * its booking is cancelled or moved.
 */
export async function setSlotsClosed(req: Transactional, day: ClosedDay, isClosed: boolean): Promise<void> {
  const tx = await transactionOf(req);
  const locked = await lockSlots(req, slotsAtTimeSql(day));
  await tx.execute(sql`
    UPDATE time_slots SET is_closed = ${isClosed}, updated_at = now()
    WHERE ${locked} AND is_closed IS DISTINCT FROM ${isClosed}`);
}

type StoredDays = NonNullable<Availability['closedDays']>;

/**
 * Adds a closed day, or closed hours of a day, to the availability. Saving the availability deletes the free generated slots at
 * that time. All other slots at that time are closed, including slots that overlap the closed hours only in part. Existing
 * bookings stay, for staff to reschedule. Booked slots are closed as well, so that nobody can book them after their booking is
 * cancelled or moved. Idempotent.
 * @returns the number of open bookings at that time
 */
export function closeDay(
  payload: Payload,
  day: ClosedDay,
  reason: string | null,
  user: PayloadRequest['user'],
): Promise<number> {
  return changeClosedDays(payload, day, user, async (req, others) => {
    const { date, from, to, showroomId } = day;
    await saveClosedDays(req, [...others, { date, from, to, showroom: showroomId, reason }]);
    await setSlotsClosed(req, day, true);
    return countBookings(req, day);
  });
}

/**
 * Removes a closed day or closed hours from the availability and reopens the slots at that time, including slots that staff
 * closed individually. A slot stays closed if another closed day, or other closed hours, include it. Idempotent.
 */
export function reopenDay(payload: Payload, day: ClosedDay, user: PayloadRequest['user']): Promise<void> {
  return changeClosedDays(payload, day, user, saveClosedDays);
}

/**
 * Reads the closed days for a caller that will change them. Other changes have to wait until the transaction ends, because each
 * change reads the whole list and writes it back.
 */
export async function lockClosedDays(req: PayloadRequest): Promise<StoredDays> {
  await lockSlotPlan(req);
  const { closedDays } = await req.payload.findGlobal({ slug: 'availability', depth: 0, req });
  return closedDays ?? [];
}

function changeClosedDays<T>(
  payload: Payload,
  day: ClosedDay,
  user: PayloadRequest['user'],
  change: (req: PayloadRequest, others: StoredDays) => Promise<T>,
): Promise<T> {
  const changeDay = async (req: PayloadRequest): Promise<T> => {
    const closedDays = await lockClosedDays(req);
    return change(
      req,
      closedDays.filter((stored) => !isSameClosedDay(toClosedDay(stored), day)),
    );
  };
  return withTransaction(payload, changeDay, { user });
}

async function saveClosedDays(req: PayloadRequest, closedDays: StoredDays): Promise<void> {
  await req.payload.updateGlobal({ slug: 'availability', data: { closedDays }, depth: 0, req });
}

async function countBookings(req: PayloadRequest, day: ClosedDay): Promise<number> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM bookings JOIN time_slots AS slot ON slot.id = slot_id
    WHERE ${isOpenBookingSql} AND ${slotsAtTimeSql(day)}`);
  return rows[0]?.count ?? 0;
}
