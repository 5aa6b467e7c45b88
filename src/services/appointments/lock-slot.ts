import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload, PayloadRequest } from 'payload';
import { z } from 'zod';
import { type Executor, toPlainArray } from '../../database/executor.ts';
import { database, type Transactional, transactionOf } from '../../database/transaction.ts';
import { toDate } from '../../lib/dates.ts';
import { isUuid } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import type { TimeSlot } from '../../payload-types.ts';
import { earliestStartSql, endHoldSql, isBookableSql, type SlotBooker } from './slot-sql.ts';
import { type AppointmentType, SLOT_QUERY } from './statuses.ts';

export type ReservedSlot = { startsAt: Date; endsAt: Date };

/**
 * Reserves a free slot for a booking. A single conditional statement locks the row and marks it as booked, so only one of
 * several concurrent requests succeeds (docs/spec/flows.md#3-book-an-appointment).
 * @throws Problem not_found, slot_unavailable (past, closed, of another type), slot_taken or slot_held.
 */
export async function reserveSlot(
  req: Transactional,
  slotId: string,
  type: AppointmentType,
  booker: SlotBooker,
): Promise<ReservedSlot> {
  if (!isUuid(slotId)) throw new Problem('not_found', 'There is no such slot.', { field: 'slot' });
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ starts_at: string; ends_at: string }>(sql`
    UPDATE time_slots SET is_booked = true, ${endHoldSql}
    WHERE id = ${slotId} AND type::text = ${type} AND ${isBookableSql(booker)}
    RETURNING starts_at, ends_at`);
  const [slot] = rows;
  if (!slot) throw await explainUnavailableSlot(tx, slotId, type, booker);
  return { startsAt: toDate(slot.starts_at), endsAt: toDate(slot.ends_at) };
}

/**
 * Moves a booking: reserves the slot `to` as {@link reserveSlot} does, and frees `from`. Both slots are locked in the order of
 * their ids, so that a move cannot deadlock with the closing of a day that contains both.
 */
export async function moveToSlot(
  req: Transactional,
  { from, to }: { from: string; to: string },
  type: AppointmentType,
  booker: SlotBooker,
): Promise<ReservedSlot> {
  if (isUuid(to)) await lockSlots(req, sql`id IN (${from}, ${to})`);
  const slot = await reserveSlot(req, to, type, booker);
  await releaseSlot(req, from);
  return slot;
}

/** Frees the slot of a booking that was cancelled or rescheduled. */
export async function releaseSlot(req: Transactional, slotId: string): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`UPDATE time_slots SET is_booked = false WHERE id = ${slotId}`);
}

/**
 * Locks the slots that satisfy `where`, a condition on `slot`, in the order of their ids until the transaction ends. Transactions
 * that change several slots call this first, so that one of them waits for the other instead of deadlocking.
 * @returns a condition on `id` for these slots
 */
export async function lockSlots(req: Transactional, where: SQL): Promise<SQL> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ id: string }>(
    sql`SELECT id FROM time_slots AS slot WHERE ${where} ORDER BY id FOR NO KEY UPDATE`,
  );
  return sql`id = ANY(${toPlainArray(rows.map(({ id }) => id))}::uuid[])`;
}

/** Returns the Problem that explains why a slot cannot be reserved or held, by the current state of its row. */
export async function explainUnavailableSlot(
  db: Executor,
  slotId: string,
  type: AppointmentType | null,
  booker: SlotBooker,
): Promise<Problem> {
  const { rows } = await db.execute<{ type: string; is_booked: boolean; open: boolean; held: boolean }>(sql`
    SELECT type::text, is_booked IS TRUE AS is_booked,
      is_closed IS NOT TRUE AND starts_at > ${earliestStartSql(booker)} AS open,
      coalesce(held_by_id <> ${booker.customerId}::uuid AND held_until > now(), held_by_id IS NOT NULL AND held_until > now())
        AS held
    FROM time_slots WHERE id = ${slotId}`);
  const [slot] = rows;
  const field = 'slot';
  if (!slot) return new Problem('not_found', 'There is no such slot.', { field });
  if (type && slot.type !== type)
    return new Problem('slot_unavailable', 'This slot is for another type of appointment. Please choose another.', {
      field,
    });
  if (!slot.open)
    return new Problem(
      'slot_unavailable',
      'This slot is closed, or starts too soon to be booked. Please choose another.',
      { field },
    );
  if (slot.held && !slot.is_booked)
    return new Problem('slot_held', 'Somebody else is booking this slot. Please choose another.', { field });
  return new Problem('slot_taken', 'This slot has just been booked. Please choose another.', { field });
}

type ChosenSlot = {
  slotId: string;
  /** The type of the booking; null if no type is chosen yet. */
  type: AppointmentType | null;
  /** The edited booking, which may keep its own slot; null for a new booking. */
  bookingId: string | null;
  customerId: string | null;
};

/** Returns why staff cannot book the slot that a form shows; undefined if they can book it. Reserves nothing. */
export async function findSlotRefusal(
  payload: Payload,
  { slotId, type, bookingId, customerId }: ChosenSlot,
): Promise<string | undefined> {
  const db = database(payload);
  const booker = { customerId, staff: true };
  const { rowCount } = await db.execute(sql`
    SELECT 1 FROM time_slots WHERE id = ${slotId} AND (
      EXISTS (SELECT FROM bookings WHERE bookings.id = ${bookingId}::uuid AND slot_id = ${slotId})
      OR (${type}::text IS NULL OR type::text = ${type}) AND ${isBookableSql(booker)})`);
  return rowCount ? undefined : (await explainUnavailableSlot(db, slotId, type, booker)).message;
}

/**
 * Returns the slot whose id is in the URL of the new-booking form, for example from a link in the calendar. Returns null if the
 * URL has no slot id, and for API requests, because API clients send the slot in the body.
 */
export async function readRequestedSlot(req: PayloadRequest): Promise<TimeSlot | null> {
  const { data: id } = z.uuid().safeParse(req.query?.[SLOT_QUERY]);
  if (!id || req.payloadAPI !== 'local') return null;
  const { payload, user } = req;
  return payload.findByID({ collection: 'time-slots', id, depth: 0, disableErrors: true, overrideAccess: false, user });
}
