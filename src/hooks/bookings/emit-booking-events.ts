import { sql } from '@payloadcms/db-postgres';
import type { CollectionAfterChangeHook, PayloadRequest } from 'payload';
import { isCustomer } from '../../access/roles.ts';
import { relationId } from '../../collections/relation-id.ts';
import { sessionOf } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import type { Booking } from '../../payload-types.ts';
import { limitEmails } from '../../services/appointments/limit-emails.ts';

/** Emits what happened to a booking, however it came about (events.md). */
export const emitBookingEvents: CollectionAfterChangeHook<Booking> = async ({ doc, previousDoc, operation, req }) => {
  const created = operation === 'create';
  const moved = !created && relationId(doc.slot) !== relationId(previousDoc.slot);
  const becomes = doc.status !== previousDoc?.status ? doc.status : undefined;
  if (!created && !moved && !becomes) return doc;

  const fact = await factOf(req, doc);
  if (created) {
    const { type, forKitchen, forBedroom } = doc;
    await emit(req, 'booking.created', { ...fact, type, forKitchen: !!forKitchen, forBedroom: !!forBedroom });
    return doc;
  }
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

const factOf = async (req: PayloadRequest, booking: Booking) => ({
  bookingId: booking.id,
  userId: relationId(booking.customer) ?? null,
  email: booking.email,
  referenceCode: booking.referenceCode as string,
  slotStartsAt: await startOf(req, booking),
});

async function startOf(req: PayloadRequest, { slot }: Booking): Promise<string> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ starts_at: string }>(
    sql`SELECT starts_at FROM time_slots WHERE id = ${relationId(slot)}`,
  );
  return new Date(rows[0]?.starts_at ?? Number.NaN).toISOString();
}
