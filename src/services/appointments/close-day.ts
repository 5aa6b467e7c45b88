import { sql } from '@payloadcms/db-postgres';
import type { Payload, PayloadRequest } from 'payload';
import { relationId } from '../../collections/relation-id.ts';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import type { Availability } from '../../payload-types.ts';
import { inLondon } from '../london.ts';
import { lockSlotPlan } from './generator.ts';

/** A London day, of one showroom or (null) of the whole company. */
export type DayOfPlace = { date: string; showroomId: string | null };

type ClosedDays = NonNullable<Availability['closedDays']>;

/**
 * Closes a day: it is written into the availability, by which its free generated slots go, and what is left of them without a
 * booking is closed. Bookings stay, for staff to move. Repeating it changes nothing.
 * @returns how many bookings the day still has.
 */
export function closeDay(
  payload: Payload,
  day: DayOfPlace,
  reason: string | null,
  user: PayloadRequest['user'],
): Promise<number> {
  return changeClosedDays(payload, day, user, async (req, others) => {
    await saveClosedDays(req, [...others, { date: day.date, showroom: day.showroomId, reason }]);
    await setClosed(req, day, true);
    return countBookings(req, day);
  });
}

/** Opens a closed day again, slots of it that were closed one by one included. Repeating it changes nothing. */
export function reopenDay(payload: Payload, day: DayOfPlace, user: PayloadRequest['user']): Promise<void> {
  return changeClosedDays(payload, day, user, async (req, others) => {
    await setClosed(req, day, false);
    await saveClosedDays(req, others);
  });
}

/** Two who close days at once do so one after the other; each would write the list that it has read. */
function changeClosedDays<T>(
  payload: Payload,
  { date, showroomId }: DayOfPlace,
  user: PayloadRequest['user'],
  change: (req: PayloadRequest, others: ClosedDays) => Promise<T>,
): Promise<T> {
  const closeOrOpen = async (req: PayloadRequest): Promise<T> => {
    await lockSlotPlan(req);
    const { closedDays } = await payload.findGlobal({ slug: 'availability', depth: 0, req });
    const others = (closedDays ?? []).filter(
      (one) => one.date !== date || (relationId(one.showroom) ?? null) !== showroomId,
    );
    return change(req, others);
  };
  return withTransaction(payload, closeOrOpen, { user });
}

async function saveClosedDays(req: PayloadRequest, closedDays: ClosedDays): Promise<void> {
  await req.payload.updateGlobal({ slug: 'availability', data: { closedDays }, depth: 0, req });
}

const slotsOf = ({ date, showroomId }: DayOfPlace) => {
  const start = inLondon(date).startOf('day');
  const ofPlace = showroomId === null ? sql`true` : sql`slot.showroom_id = ${showroomId}`;
  return sql`slot.starts_at >= ${start.toUTC().toISO()} AND slot.starts_at < ${start.plus({ days: 1 }).toUTC().toISO()} AND ${ofPlace}`;
};

async function setClosed(req: PayloadRequest, day: DayOfPlace, isClosed: boolean): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`
    UPDATE time_slots AS slot SET is_closed = ${isClosed}, updated_at = now()
    WHERE ${slotsOf(day)} AND is_booked IS NOT TRUE AND is_closed IS DISTINCT FROM ${isClosed}`);
}

async function countBookings(req: PayloadRequest, day: DayOfPlace): Promise<number> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM bookings JOIN time_slots AS slot ON slot.id = slot_id
    WHERE status IN ('PENDING', 'CONFIRMED') AND ${slotsOf(day)}`);
  return rows[0]?.count ?? 0;
}
