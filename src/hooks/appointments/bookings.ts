import type { CollectionBeforeChangeHook, CollectionBeforeDeleteHook, PayloadRequest, Validate } from 'payload';
import { isStaff } from '../../access/roles.ts';
import { isErasedEmail } from '../../lib/contact.ts';
import { isUuid, toRelationId } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import type { Booking } from '../../payload-types.ts';
import { computeReminderDueAt, findFreeReferenceCode } from '../../services/appointments/booking-facts.ts';
import { assertAppointmentBegun } from '../../services/appointments/change-booking.ts';
import { findSlotRefusal, moveToSlot, releaseSlot, reserveSlot } from '../../services/appointments/lock-slot.ts';
import { type LockedBooking, lockBooking } from '../../services/appointments/read-booking.ts';
import {
  bookingStatusInWords,
  canTransitionBooking,
  explainNoTransition,
  isOpenStatus,
  isOutcomeStatus,
} from '../../services/appointments/statuses.ts';

const PERSONAL_FIELDS = [
  ...(['firstName', 'lastName', 'email', 'phone'] as const),
  ...(['address', 'postcode', 'notes', 'cancelReason'] as const),
];

/**
 * Refuses to change personal data in a booking that an erasure or the end of the retention period has anonymised, because neither
 * would anonymise the booking again. The status can still change. A database trigger (bookings_keep_erased) refuses the same
 * changes; this check comes first, so that a bulk edit can go on with the other bookings.
 * @throws Problem invalid_state
 */
export function refuseEditOfErasedBooking(current: LockedBooking, data: Partial<Booking>, before: Booking): void {
  if (!isErasedEmail(current.email)) return;
  const isSame =
    isErasedEmail(before.email) &&
    !toRelationId(data.customer) &&
    PERSONAL_FIELDS.every((field) => (data[field] || null) === (before[field] || null));
  if (isSame) return;
  throw new Problem(
    'invalid_state',
    'The personal details in this booking have been erased, and no new ones can be added. Save it without personal details, a reason or a note.',
  );
}

type BookingData = Partial<Booking>;

/**
 * Enforces the rules of a booking for every writer, including the admin UI and Payload's own APIs: creating a booking reserves
 * its slot, rescheduling swaps slots atomically, cancelling frees the slot, and the status follows the state machine
 * (docs/spec/api.md#3-appointments).
 */
export const applyBookingRules: CollectionBeforeChangeHook<Booking> = async ({ data, originalDoc, operation, req }) => {
  // Field validation, which runs after this hook, reports missing values together with all other errors.
  if (!data.type || !toRelationId(data.slot)) return data;
  return operation === 'create' ? applyToNew(req, data) : applyToExisting(req, data, originalDoc as Booking);
};

const toClaimant = (req: PayloadRequest, data: BookingData) => ({
  customerId: toRelationId(data.customer) ?? null,
  staff: isStaff(req.user),
});

async function applyToNew(req: PayloadRequest, data: BookingData): Promise<BookingData> {
  const confirmed = data.status === 'CONFIRMED';
  if (!confirmed && data.status !== 'PENDING')
    throw createRefusal('A new booking must be pending or confirmed.', 'status');
  refuseReasonOfOpenBooking(data);
  const slot = await reserveSlot(req, requireSlotId(data), requireType(data), toClaimant(req, data));
  return {
    ...data,
    referenceCode: await findFreeReferenceCode(req),
    sequence: confirmed ? 1 : 0,
    reminderDueAt: computeReminderDueAt(slot.startsAt)?.toISOString() ?? null,
  };
}

async function applyToExisting(req: PayloadRequest, data: BookingData, before: Booking): Promise<BookingData> {
  const current = await lockBooking(req, before.id);
  const from = requireSlotId(before);
  if (current.status !== before.status || current.slotId !== from) {
    throw createRefusal('Somebody else has changed the booking in the meantime. Reload it and try again.', 'status');
  }
  refuseEditOfErasedBooking(current, data, before);
  const to = requireSlotId(data);
  const status = data.status ?? before.status;
  if (status !== before.status && !canTransitionBooking(before.status, status)) {
    throw createRefusal(explainNoTransition(before.status, status), 'status');
  }
  const isRescheduled = to !== from;
  // The outcome of a visit belongs to the slot of the visit, and a visit that is over or cancelled needs no other slot.
  if (isRescheduled && isOpenStatus(before.status) && !isOpenStatus(status))
    throw createRefusal(explainNoMove(status), 'slot');
  if (data.cancelReason !== before.cancelReason) refuseReasonOfOpenBooking({ ...data, status });
  if (status !== before.status && isOutcomeStatus(status)) await assertAppointmentBegun(req, from);
  const isCancelled = status === 'CANCELLED' && before.status !== 'CANCELLED';
  if (!isRescheduled && requireType(data) !== before.type)
    throw createRefusal('The type has changed. Choose a slot of the new type as well.', 'slot');
  if (isRescheduled && !isOpenStatus(before.status))
    throw createRefusal("This booking can't be moved, because it is no longer pending or confirmed.", 'slot');
  if (!isRescheduled && !isCancelled) {
    return { ...data, sequence: current.sequence + (status === before.status ? 0 : 1) };
  }
  const sequence = current.sequence + 1;
  if (!isRescheduled) {
    await releaseSlot(req, from);
    return { ...data, sequence, reminderDueAt: null };
  }
  const { startsAt } = await moveToSlot(req, { from, to }, requireType(data), toClaimant(req, data));
  return { ...data, sequence, reminderDueAt: computeReminderDueAt(startsAt)?.toISOString() ?? null };
}

/**
 * Refuses a reason unless the booking is cancelled or missed. For other bookings the form hides the field, and Payload does not
 * validate hidden fields, so the length of the reason would have no limit.
 */
function refuseReasonOfOpenBooking({ cancelReason, status }: BookingData): void {
  if (cancelReason && status !== 'CANCELLED' && status !== 'NO_SHOW')
    throw createRefusal('Only a cancelled or missed visit can have a reason.', 'cancelReason');
}

const explainNoMove = (status: Booking['status']) =>
  `A booking can't be moved and become ${bookingStatusInWords(status)} in one step. Keep its slot, or save the move first.`;

const createRefusal = (detail: string, field: string) => new Problem('invalid_state', detail, { field });

function requireSlotId(data: BookingData): string {
  const id = toRelationId(data.slot);
  if (!id) throw new Problem('validation_failed', 'Choose a slot.', { field: 'slot' });
  return id;
}

function requireType(data: BookingData): Booking['type'] {
  if (!data.type) throw new Problem('validation_failed', 'Choose a type.', { field: 'type' });
  return data.type;
}

/**
 * Refuses to delete an open booking, because its slot would stay reserved and the customer would not be notified. Staff have to
 * cancel the booking first.
 */
export const refuseDeletingLiveBooking: CollectionBeforeDeleteHook = async ({ id, req }) => {
  const { status } = await lockBooking(req, String(id));
  if (isOpenStatus(status)) throw new Problem('invalid_state', 'Cancel the booking before you delete it.');
};

/**
 * Requires a slot. While staff fill in the form, also checks that the slot is free. On save, the statement that reserves the slot
 * makes this check.
 */
export const validateChosenSlot: Validate<unknown, Partial<Booking>> = async (value, { data, event, id, req }) => {
  const slotId = toRelationId(value as Booking['slot'] | null | undefined);
  if (!slotId) return 'Choose a slot.';
  if (event !== 'onChange' || !isUuid(slotId)) return true;
  const booking = { bookingId: id === undefined ? null : String(id), customerId: toRelationId(data.customer) ?? null };
  return (await findSlotRefusal(req.payload, { slotId, type: data.type ?? null, ...booking })) ?? true;
};
