import { type BookingStatus, isOpenStatus } from '../../services/appointments/statuses.ts';

type Saved = { slot?: unknown; type?: unknown } | undefined;

/**
 * The values that replace those in the form when a button changes the booking's status. A booking that is completed, cancelled or
 * marked as no-show keeps its saved slot: a slot that was chosen in the form but not saved is ignored.
 */
export const toStepData = (to: BookingStatus, cancelReason: string | undefined, saved: Saved) => ({
  ...{ status: to, cancelReason },
  ...(isOpenStatus(to) ? {} : { slot: saved?.slot, type: saved?.type }),
});
