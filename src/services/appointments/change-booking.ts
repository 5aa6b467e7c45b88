import type { Payload, PayloadRequest } from 'payload';
import { withTransaction } from '../../database/transaction.ts';
import { isUuid } from '../../ids.ts';
import type { Booking } from '../../payload-types.ts';
import { Problem } from '../../problem.ts';
import { type LockedBooking, lockBooking } from './lock-booking.ts';
import { type BookingRow, readBooking } from './read-booking.ts';
import { isOpen, mayMove } from './state-machine.ts';
import { assertCustomersMayChange } from './timing.ts';
import type { BookingStatus } from './types.ts';

/** Who changes a booking: its owner by id, or staff. `user` is what the collection's hooks see. */
export type Changer = { customerId: string | null; user: PayloadRequest['user'] };

/**
 * Moves a booking to another slot, the old one freed and the new one taken in one step; its own slot changes nothing.
 * @throws Problem not_found, invalid_state, too_late, slot_taken, slot_held, slot_unavailable.
 */
export function rescheduleBooking(
  payload: Payload,
  bookingId: string,
  slotId: string,
  by: Changer,
): Promise<BookingRow> {
  return change(payload, bookingId, by, (booking) => {
    if (booking.slotId === slotId) return null;
    if (!isOpen(booking.status)) throw refuse(`A booking that is ${booking.status} can't be moved.`);
    return { slot: slotId };
  });
}

/**
 * Moves a booking along its state machine; being there already changes nothing, so repeating a call is harmless. `reason` says why
 * it is cancelled or was missed.
 * @throws Problem not_found, invalid_state, too_late.
 */
export function moveBooking(
  payload: Payload,
  bookingId: string,
  to: BookingStatus,
  by: Changer,
  reason?: string,
): Promise<BookingRow> {
  return change(payload, bookingId, by, ({ status }) => {
    if (status === to) return null;
    if (!mayMove(status, to)) throw refuse(`A booking that is ${status} can't become ${to}.`);
    return { status: to, ...(reason ? { cancelReason: reason } : {}) };
  });
}

const refuse = (detail: string) => new Problem('invalid_state', detail);

async function change(
  payload: Payload,
  bookingId: string,
  { customerId, user }: Changer,
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
      if (customerId !== null) await assertCustomersMayChange(req, booking.slotId);
      await payload.update({ collection: 'bookings', id: bookingId, data, depth: 0, req });
    },
    { user },
  );
  return readBooking(payload, bookingId, customerId);
}
