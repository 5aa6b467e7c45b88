import type { CollectionBeforeDeleteHook } from 'payload';
import { Problem } from '../../problem.ts';
import { lockBooking } from '../../services/appointments/lock-booking.ts';
import { isOpen } from '../../services/appointments/state-machine.ts';

/** A live booking is cancelled, not deleted: deleting would keep its slot taken and leave the customer untold. */
export const refuseDeletingLiveBooking: CollectionBeforeDeleteHook = async ({ id, req }) => {
  const { status } = await lockBooking(req, String(id));
  if (isOpen(status)) throw new Problem('invalid_state', 'Cancel the booking first; then it can be deleted.');
};
