import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload, PayloadRequest } from 'payload';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { isUuid } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import type { Booking } from '../../payload-types.ts';
import { assertCanMoveAgain } from './limit-bookings.ts';
import { type BookingRow, type LockedBooking, lockBooking, readBooking } from './read-booking.ts';
import {
  type BookingStatus,
  bookingStatusInWords,
  canTransitionBooking,
  explainNoTransition,
  isOpenStatus,
} from './statuses.ts';

/** The default of `availability.changeDeadlineHours`, in hours before the appointment. */
export const CHANGE_DEADLINE_HOURS = 2;

/**
 * Reads whether the appointment has begun, and whether the deadline for changes has passed. It uses the clock of Postgres, which
 * also decides whether a slot can still be booked.
 */
async function readTiming(req: Transactional, slotId: string): Promise<{ begun: boolean; late: boolean }> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ begun: boolean; late: boolean }>(sql`
    SELECT starts_at <= clock_timestamp() AS begun, starts_at <= clock_timestamp() + interval '1 hour' *
      coalesce((SELECT change_deadline_hours FROM availability LIMIT 1), ${CHANGE_DEADLINE_HOURS}) AS late
    FROM time_slots WHERE id = ${slotId}`);
  const [timing] = rows;
  if (!timing) throw new Problem('not_found', 'There is no such slot.', { field: 'slot' });
  return timing;
}

/**
 * Checks that a customer may still reschedule or cancel an appointment in this slot (docs/spec/api.md#3-appointments).
 * @throws Problem too_late after the deadline, invalid_state once the appointment has begun
 */
export async function assertCustomerCanChange(req: Transactional, slotId: string): Promise<void> {
  const { begun, late } = await readTiming(req, slotId);
  if (begun) throw new Problem('invalid_state', 'This visit has begun, so it can no longer be changed.');
  if (late) throw new Problem('too_late', 'It is too late to change this visit here. Please call us.');
}

/**
 * Checks that an appointment has begun, so that it can be marked as completed or missed.
 * @throws Problem invalid_state if it has not begun
 */
export async function assertAppointmentBegun(req: Transactional, slotId: string): Promise<void> {
  const { begun } = await readTiming(req, slotId);
  if (!begun)
    throw new Problem(
      'invalid_state',
      'This visit has not begun yet, so it cannot be marked as completed or no-show.',
      { field: 'status' },
    );
}

/**
 * The person who changes a booking: the customer `customerId`, or a member of staff if `customerId` is null. `user` is passed to
 * the collection's hooks.
 */
export type BookingActor = { customerId: string | null; user: PayloadRequest['user'] };

/**
 * Reschedules a booking to another slot: one transaction frees the old slot and reserves the new one. Rescheduling a booking to
 * its current slot changes nothing.
 * @throws Problem not_found, invalid_state, too_late, slot_taken, slot_held, slot_unavailable; for a customer also limit_reached.
 */
export function rescheduleBooking(
  payload: Payload,
  bookingId: string,
  slotId: string,
  actor: BookingActor,
): Promise<BookingRow> {
  return changeBooking(payload, bookingId, actor, (booking) => {
    if (booking.slotId === slotId) return null;
    if (!isOpenStatus(booking.status)) {
      throw invalidState(`A booking with the status ${bookingStatusInWords(booking.status)} can't be moved.`);
    }
    return { slot: slotId };
  });
}

/**
 * Changes the state of a booking to `to`. Idempotent: a booking that already has this state is not changed. `reason` explains a
 * cancellation or a missed appointment.
 * @throws Problem not_found, invalid_state, too_late.
 */
export function transitionBooking(
  payload: Payload,
  bookingId: string,
  to: BookingStatus,
  actor: BookingActor,
  reason?: string,
): Promise<BookingRow> {
  return changeBooking(payload, bookingId, actor, ({ status }) => {
    if (status === to) return null;
    if (!canTransitionBooking(status, to)) throw invalidState(explainNoTransition(status, to));
    return { status: to, ...(reason ? { cancelReason: reason } : {}) };
  });
}

const invalidState = (detail: string) => new Problem('invalid_state', detail);

async function changeBooking(
  payload: Payload,
  bookingId: string,
  { customerId, user }: BookingActor,
  decide: (booking: LockedBooking) => Partial<Booking> | null,
): Promise<BookingRow> {
  if (!isUuid(bookingId)) throw new Problem('not_found', 'There is no such booking.');
  await withTransaction(
    payload,
    async (req) => {
      const booking = await lockBooking(req, bookingId);
      if (customerId !== null && booking.customerId !== customerId)
        throw new Problem('not_found', 'There is no such booking.');
      const data = decide(booking);
      if (!data) return;
      if (customerId !== null) await assertCustomerCanChange(req, booking.slotId);
      if (customerId !== null && data.slot) await assertCanMoveAgain(req, bookingId);
      await payload.update({ collection: 'bookings', id: bookingId, data, depth: 0, req });
    },
    { user },
  );
  return readBooking(payload, bookingId, customerId);
}

/** The ids of the confirmed bookings, and the ids of the refused bookings, each with the reason. */
export type ConfirmationResult = { confirmed: string[]; refused: { bookingId: string; reason: string }[] };

/**
 * Confirms bookings, each in its own transaction, so that the refusal of one does not affect the other bookings. A booking that
 * is already confirmed counts as confirmed, so a retry is safe.
 * @throws any error other than a refusal; the bookings confirmed before the error stay confirmed
 */
export async function confirmBookings(
  payload: Payload,
  bookingIds: readonly string[],
  user: PayloadRequest['user'],
): Promise<ConfirmationResult> {
  const result: ConfirmationResult = { confirmed: [], refused: [] };
  for (const bookingId of new Set(bookingIds)) {
    try {
      await transitionBooking(payload, bookingId, 'CONFIRMED', { customerId: null, user });
      result.confirmed.push(bookingId);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      result.refused.push({ bookingId, reason: error.message });
    }
  }
  return result;
}
