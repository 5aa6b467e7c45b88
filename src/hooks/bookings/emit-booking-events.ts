import { sql } from '@payloadcms/db-postgres';
import type { CollectionAfterChangeHook, PayloadRequest } from 'payload';
import { isCustomer } from '../../access/roles.ts';
import { relationId } from '../../collections/relation-id.ts';
import { sessionOf } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { giveUpEffect } from '../../events/give-up.ts';
import { emit } from '../../events/outbox.ts';
import type { TopicPayload } from '../../events/topics.ts';
import type { Booking } from '../../payload-types.ts';
import { limitEmails } from '../../services/appointments/limit-emails.ts';
import { isOpen } from '../../services/appointments/state-machine.ts';

/** Emits what happened to a booking, however it came about (events.md). */
export const emitBookingEvents: CollectionAfterChangeHook<Booking> = async ({ doc, previousDoc, operation, req }) => {
  const created = operation === 'create';
  const moved = !created && relationId(doc.slot) !== relationId(previousDoc.slot);
  const becomes = doc.status !== previousDoc?.status ? doc.status : undefined;
  const newRoom =
    !created && ((doc.forKitchen && !previousDoc.forKitchen) || (doc.forBedroom && !previousDoc.forBedroom));
  const newEmail = !created && isOpen(doc.status) && doc.email !== previousDoc.email ? doc.email : undefined;
  if (!created && !moved && !becomes && !newRoom && !newEmail) return doc;

  const fact = await factOf(req, doc);
  const rooms = { forKitchen: !!doc.forKitchen, forBedroom: !!doc.forBedroom };
  if (created) {
    const event = await emit(req, 'booking.created', { ...fact, type: doc.type, ...rooms });
    if (doc.status === 'CONFIRMED') await confirmAtOnce(req, event.id, fact);
    return doc;
  }
  if (newRoom && isOpen(doc.status)) await emit(req, 'booking.room_added', { ...fact, ...rooms });
  if (newEmail && !moved && !becomes) await emit(req, 'booking.email_changed', { ...fact, email: newEmail });
  if (moved) {
    const previousSlotStartsAt = await startOf(req, previousDoc);
    const event = await emit(req, 'booking.rescheduled', { ...fact, previousSlotStartsAt });
    if (isCustomer(req.user)) await limitEmails(req, event);
  }
  if (becomes === 'CONFIRMED') await emit(req, 'booking.confirmed', fact);
  if (becomes === 'CANCELLED') {
    const event = await emit(req, 'booking.cancelled', fact);
    if (isCustomer(req.user)) await limitEmails(req, event);
  }
  return doc;
};

/** Confirmed while the customer is on the phone: the e-mail that says so replaces the one that promises it. */
async function confirmAtOnce(req: PayloadRequest, createdId: string, fact: TopicPayload<'booking.confirmed'>) {
  await giveUpEffect(req, createdId, 'booking-confirmation');
  await emit(req, 'booking.confirmed', fact);
}

const factOf = async (req: PayloadRequest, booking: Booking) => ({
  bookingId: booking.id,
  userId: relationId(booking.customer) ?? null,
  email: booking.email ?? null,
  referenceCode: booking.referenceCode as string,
  slotStartsAt: await startOf(req, booking),
});

async function startOf(req: PayloadRequest, { slot }: Booking): Promise<string> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ starts_at: string }>(
    sql`SELECT starts_at FROM time_slots WHERE id = ${relationId(slot)}`,
  );
  if (!rows[0]) throw new Error('The slot of a booking is gone.');
  return toDate(rows[0].starts_at).toISOString();
}
