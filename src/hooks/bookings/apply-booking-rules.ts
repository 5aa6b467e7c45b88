import type { CollectionBeforeChangeHook, PayloadRequest } from 'payload';
import { isStaff } from '../../access/roles.ts';
import { relationId } from '../../collections/relation-id.ts';
import type { Booking } from '../../payload-types.ts';
import { Problem } from '../../problem.ts';
import { lockBooking } from '../../services/appointments/lock-booking.ts';
import { freeReferenceCode } from '../../services/appointments/reference-code.ts';
import { reminderDueAt } from '../../services/appointments/reminder-due.ts';
import { isOpen, isOutcome, mayMove } from '../../services/appointments/state-machine.ts';
import { releaseSlot, takeSlot } from '../../services/appointments/take-slot.ts';
import { assertBegun } from '../../services/appointments/timing.ts';

type Data = Partial<Booking>;

/**
 * The rules of a booking for whoever changes it, the admin UI and the auto-APIs included: it takes its slot when made,
 * swaps slots in one step when moved, frees its slot when cancelled, and follows the state machine (api.md §3).
 */
export const applyBookingRules: CollectionBeforeChangeHook<Booking> = async ({ data, originalDoc, operation, req }) => {
  // The fields' own rules, which come after this hook, refuse it together with all else that is wrong.
  if (!data.type || !relationId(data.slot)) return data;
  return operation === 'create' ? created(req, data) : changed(req, data, originalDoc as Booking);
};

const takerOf = (req: PayloadRequest, data: Data) => ({
  customerId: relationId(data.customer) ?? null,
  staff: isStaff(req.user),
});

async function created(req: PayloadRequest, data: Data): Promise<Data> {
  const confirmed = data.status === 'CONFIRMED';
  if (!confirmed && data.status !== 'PENDING') throw refuse('A new booking is pending or confirmed.', 'status');
  const taken = await takeSlot(req, slotIdOf(data), typeOf(data), takerOf(req, data));
  return {
    ...data,
    referenceCode: await freeReferenceCode(req),
    sequence: confirmed ? 1 : 0,
    reminderDueAt: reminderDueAt(taken.startsAt)?.toISOString() ?? null,
  };
}

async function changed(req: PayloadRequest, data: Data, before: Booking): Promise<Data> {
  const current = await lockBooking(req, before.id);
  const from = slotIdOf(before);
  if (current.status !== before.status || current.slotId !== from) {
    throw refuse('The booking was changed by somebody else meanwhile. Reload it and try again.', 'status');
  }
  const to = slotIdOf(data);
  const status = data.status ?? before.status;
  if (status !== before.status && !mayMove(before.status, status)) {
    throw refuse(`A booking that is ${before.status} can't become ${status}.`, 'status');
  }
  if (status !== before.status && isOutcome(status)) await assertBegun(req, from);
  const cancelled = status === 'CANCELLED' && before.status !== 'CANCELLED';
  const moved = to !== from;
  if (!moved && typeOf(data) !== before.type) throw refuse('Choose a slot of the new type as well.', 'slot');
  if (moved && (!isOpen(before.status) || cancelled)) throw refuse("This booking can't be moved.", 'slot');
  if (!moved && !cancelled) {
    return { ...data, sequence: current.sequence + (status === before.status ? 0 : 1) };
  }
  const reminder = moved ? reminderDueAt((await takeSlot(req, to, typeOf(data), takerOf(req, data))).startsAt) : null;
  await releaseSlot(req, from);
  return { ...data, sequence: current.sequence + 1, reminderDueAt: reminder?.toISOString() ?? null };
}

const refuse = (detail: string, field: string) => new Problem('invalid_state', detail, { field });

function slotIdOf(data: Data): string {
  const id = relationId(data.slot);
  if (!id) throw new Problem('validation_failed', 'Choose a slot.', { field: 'slot' });
  return id;
}

function typeOf(data: Data): Booking['type'] {
  if (!data.type) throw new Problem('validation_failed', 'Choose a type.', { field: 'type' });
  return data.type;
}
