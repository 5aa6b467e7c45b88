import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { readLastStatusChange, type StatusChange } from '../../database/change-log.ts';
import type { Executor } from '../../database/executor.ts';
import { database, type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { giveUpEffect, withdrawEffect } from '../../events/give-up-effect.ts';
import { findLastBookingEvent } from '../../events/read-events.ts';
import { ERASED_EMAIL } from '../../lib/contact.ts';
import { isUuid } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import { computeReminderDueAt } from './booking-facts.ts';
import { reserveSlot } from './lock-slot.ts';
import { type BookingRow, type LockedBooking, lockBooking, readBooking } from './read-booking.ts';
import { isBookableSql } from './slot-sql.ts';
import { type BookingStatus, isOpenStatus } from './statuses.ts';

/** How long staff can take back a cancellation, a no-show or a completion (docs/spec/api.md#3-appointments). */
const TAKE_BACK_MINUTES = 10;

const readLastChange = (db: Executor, bookingId: string) =>
  readLastStatusChange(db, { entity: 'bookings', document: bookingId, minutes: TAKE_BACK_MINUTES });

type Closed = { status: BookingStatus; email: string | null };

/**
 * Whether staff can take back a change: it closed the booking, was made by staff less than ten minutes ago, and the customer has
 * not been erased.
 */
const canBeTakenBack = (change: StatusChange | undefined, { status, email }: Closed): change is StatusChange =>
  change !== undefined &&
  change.to === status &&
  isClosing(change) &&
  change.byStaff &&
  change.secondsLeft > 0 &&
  email !== ERASED_EMAIL;

/** Whether a change turned an open booking into a closed one. */
const isClosing = ({ from, to }: StatusChange): boolean =>
  isOpenStatus(from as BookingStatus) && !isOpenStatus(to as BookingStatus);

/** The status change that staff can take back: its id in the change log, and the number of seconds left to take it back. */
type TakeBackOffer = { changeId: string; secondsLeft: number };

/**
 * Reads the status change that closed a booking, if staff can take it back. Returns null if the change was not made by staff, was
 * made more than ten minutes ago, or concerns an erased customer, or if the slot of a cancelled visit is booked, held or closed,
 * or has begun.
 * @throws Problem not_found
 */
export async function readTakeBackOffer(payload: Payload, bookingId: string): Promise<TakeBackOffer | null> {
  const { status, email, slotId } = await readBooking(payload, bookingId, null);
  const change = await readLastChange(database(payload), bookingId);
  if (!canBeTakenBack(change, { status, email })) return null;
  if (status === 'CANCELLED' && !(await isBookableByStaff(payload, slotId))) return null;
  return { changeId: change.id, secondsLeft: change.secondsLeft };
}

async function isBookableByStaff(payload: Payload, slotId: string): Promise<boolean> {
  const { rowCount } = await database(payload).execute(sql`
    SELECT 1 FROM time_slots WHERE id = ${slotId} AND ${isBookableSql({ customerId: null, staff: true })}`);
  return rowCount === 1;
}

/**
 * Takes back the change with which staff cancelled a booking or recorded its outcome: the booking gets its previous status again.
 * A cancelled booking also gets its slot again, which must still be free and upcoming. The customer is notified if the e-mail
 * about the cancellation was sent. Idempotent for each change: a repeated request does not take back a later change.
 * @param changeId the id of the change in the change log, see {@link readTakeBackOffer}
 * @throws Problem not_found; invalid_state if the change was not made by staff, was made more than ten minutes ago, or is not the
 * latest; slot_taken, slot_held or slot_unavailable if the slot can no longer be booked
 */
export async function takeBackChange(payload: Payload, bookingId: string, changeId: string): Promise<BookingRow> {
  if (!isUuid(bookingId)) throw new Problem('not_found', 'There is no such booking.');
  await withTransaction(payload, async (req) => {
    const booking = await lockBooking(req, bookingId);
    const tx = await transactionOf(req);
    if (isOpenStatus(booking.status)) {
      if (await isClosingChange(tx, bookingId, changeId)) return;
      throw tooLateProblem(booking.status);
    }
    const last = await readLastChange(tx, bookingId);
    if (last && last.id !== changeId) throw changedProblem();
    if (!canBeTakenBack(last, booking)) throw tooLateProblem(booking.status);
    await reopen(req, booking, bookingId, last.from as BookingStatus);
  });
  return readBooking(payload, bookingId, null);
}

/**
 * Whether the change closed this booking. If it did, and the booking is open now, the change has already been taken back, because
 * nothing else reopens a booking.
 */
async function isClosingChange(db: Executor, bookingId: string, changeId: string): Promise<boolean> {
  const query = { entity: 'bookings', document: bookingId, minutes: TAKE_BACK_MINUTES, id: changeId };
  const change = await readLastStatusChange(db, query);
  return change !== undefined && isClosing(change);
}

async function reopen(req: Transactional, booking: LockedBooking, bookingId: string, to: BookingStatus): Promise<void> {
  const { slotId, type, customerId, email, referenceCode } = booking;
  const wasCancelled = booking.status === 'CANCELLED';
  const slot = wasCancelled ? await reserveSlot(req, slotId, type, { customerId, staff: true }) : undefined;
  const reminder = slot ? (computeReminderDueAt(slot.startsAt)?.toISOString() ?? null) : null;
  const tx = await transactionOf(req);
  await tx.execute(sql`
    UPDATE bookings SET status = ${to}, cancel_reason = NULL, sequence = sequence + 1,
      reminder_due_at = coalesce(${reminder}::timestamptz, reminder_due_at), updated_at = now()
    WHERE id = ${bookingId}`);
  if (!slot) return;
  const wasTold = !(await withdrawCancellationEmail(req, bookingId));
  const slotStartsAt = slot.startsAt.toISOString();
  const event = await emit(req, 'booking.reinstated', {
    ...{ bookingId, userId: customerId, email, referenceCode, slotStartsAt },
  });
  if (!wasTold) await giveUpEffect(req, event.id, 'booking-reinstated');
}

/** Withdraws the e-mail about the cancellation. @returns false if the e-mail was sent, or may be on its way */
async function withdrawCancellationEmail(req: Transactional, bookingId: string): Promise<boolean> {
  const cancelled = await findLastBookingEvent(req, { bookingId, topic: 'booking.cancelled' });
  return cancelled !== undefined && (await withdrawEffect(req, cancelled, 'booking-cancelled'));
}

const changedProblem = () =>
  new Problem('invalid_state', 'The booking has been changed in the meantime. Reload it and try again.');

const tooLateProblem = (status: BookingStatus) =>
  new Problem(
    'invalid_state',
    isOpenStatus(status)
      ? 'There is nothing to take back: this booking is neither cancelled nor marked as completed or no-show.'
      : 'This status cannot be taken back. Only a change by staff can be taken back, and only within ten minutes.',
  );
