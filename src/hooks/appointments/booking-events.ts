import { sql } from '@payloadcms/db-postgres';
import type { CollectionAfterChangeHook, PayloadRequest } from 'payload';
import { isCustomer } from '../../access/roles.ts';
import { transactionOf } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { giveUpEffect } from '../../events/give-up-effect.ts';
import type { TopicPayload } from '../../events/topics.ts';
import { toDate } from '../../lib/dates.ts';
import { toRelationId } from '../../lib/ids.ts';
import type { Booking } from '../../payload-types.ts';
import { limitBookingEmails } from '../../services/appointments/limit-bookings.ts';
import { isOpenStatus } from '../../services/appointments/statuses.ts';

/** Emits the events of a new or changed booking, whether a customer or staff made the change (docs/spec/events.md). */
export const emitBookingEvents: CollectionAfterChangeHook<Booking> = async ({ doc, previousDoc, operation, req }) => {
  const created = operation === 'create';
  const rescheduled = !created && toRelationId(doc.slot) !== toRelationId(previousDoc.slot);
  const newStatus = doc.status !== previousDoc?.status ? doc.status : undefined;
  const newRoom =
    !created && ((doc.forKitchen && !previousDoc.forKitchen) || (doc.forBedroom && !previousDoc.forBedroom));
  const newEmail = !created && isOpenStatus(doc.status) && doc.email !== previousDoc.email ? doc.email : undefined;
  if (!created && !rescheduled && !newStatus && !newRoom && !newEmail) return doc;

  const eventPayload = await readEventPayload(req, doc);
  const rooms = { forKitchen: !!doc.forKitchen, forBedroom: !!doc.forBedroom };
  if (created) {
    const event = await emit(req, 'booking.created', { ...eventPayload, type: doc.type, ...rooms });
    if (doc.status === 'CONFIRMED') await confirmImmediately(req, event.id, eventPayload);
    return doc;
  }
  if (newRoom && isOpenStatus(doc.status)) await emit(req, 'booking.room_added', { ...eventPayload, ...rooms });
  if (newEmail && !rescheduled && !newStatus)
    await emit(req, 'booking.email_changed', { ...eventPayload, email: newEmail });
  if (rescheduled) {
    const previousSlotStartsAt = await readSlotStart(req, previousDoc);
    const event = await emit(req, 'booking.rescheduled', { ...eventPayload, previousSlotStartsAt });
    if (isCustomer(req.user)) await limitBookingEmails(req, event);
  }
  if (newStatus === 'CONFIRMED') await emit(req, 'booking.confirmed', eventPayload);
  if (newStatus === 'CANCELLED') {
    const event = await emit(req, 'booking.cancelled', eventPayload);
    if (isCustomer(req.user)) await limitBookingEmails(req, event);
  }
  return doc;
};

/**
 * Emits `booking.confirmed` for a booking that is created as confirmed, for example during a phone call, and suppresses the
 * e-mail that acknowledges the request.
 */
async function confirmImmediately(
  req: PayloadRequest,
  createdId: string,
  eventPayload: TopicPayload<'booking.confirmed'>,
) {
  await giveUpEffect(req, createdId, 'booking-confirmation');
  await emit(req, 'booking.confirmed', eventPayload);
}

const readEventPayload = async (req: PayloadRequest, booking: Booking) => ({
  bookingId: booking.id,
  userId: toRelationId(booking.customer) ?? null,
  email: booking.email ?? null,
  referenceCode: booking.referenceCode as string,
  slotStartsAt: await readSlotStart(req, booking),
});

async function readSlotStart(req: PayloadRequest, { slot }: Booking): Promise<string> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ starts_at: string }>(
    sql`SELECT starts_at FROM time_slots WHERE id = ${toRelationId(slot)}`,
  );
  if (!rows[0]) throw new Error('The slot of a booking no longer exists.');
  return toDate(rows[0].starts_at).toISOString();
}
