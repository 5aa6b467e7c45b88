import { sql } from '@payloadcms/db-postgres';
import type { CollectionBeforeChangeHook, CollectionBeforeDeleteHook, PayloadRequest } from 'payload';
import { relationId } from '../../collections/relation-id.ts';
import { sessionOf } from '../../database/transaction.ts';
import { parseMoment, toDate } from '../../dates.ts';
import type { TimeSlot } from '../../payload-types.ts';
import { Problem } from '../../problem.ts';

const sameInstant = (a: string | undefined, b: string) =>
  a === undefined || parseMoment(a)?.getTime() === toDate(b).getTime();

/** A booked slot keeps its time, type and place: the customer was told of them. Rescheduling the booking tells them anew. */
export const guardBookedSlot: CollectionBeforeChangeHook<TimeSlot> = async ({ data, originalDoc, operation, req }) => {
  if (operation === 'create' || !originalDoc) return data;
  const same =
    sameInstant(data.startsAt, originalDoc.startsAt) &&
    sameInstant(data.endsAt, originalDoc.endsAt) &&
    (data.type ?? originalDoc.type) === originalDoc.type &&
    relationId(data.showroom) === relationId(originalDoc.showroom);
  const { isBooked, heldBy, heldUntil, holdId } = await lockSlotRow(req, originalDoc.id as string);
  if (isBooked && !same) {
    throw new Problem('invalid_state', 'The slot is booked. Move the booking to another slot instead.', {
      field: 'startsAt',
    });
  }
  // What the system keeps may have changed since the form was loaded; the form's copy of it must not win.
  return { ...data, isBooked, heldBy, heldUntil, holdId };
};

/** A slot that a booking refers to stays: it says when the visit is or was. */
export const refuseDeletingBookedSlot: CollectionBeforeDeleteHook = async ({ id, req }) => {
  await lockSlotRow(req, String(id));
  const tx = await sessionOf(req);
  const { rowCount } = await tx.execute(sql`SELECT 1 FROM bookings WHERE slot_id = ${String(id)} LIMIT 1`);
  if (rowCount) throw new Problem('invalid_state', 'A booking refers to this slot. Close it instead of deleting it.');
};

type Kept = Pick<TimeSlot, 'isBooked' | 'heldBy' | 'heldUntil' | 'holdId'>;

async function lockSlotRow(req: PayloadRequest, id: string): Promise<Kept> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Kept>(sql`
    SELECT is_booked AS "isBooked", held_by_id AS "heldBy", held_until AS "heldUntil", hold_id AS "holdId"
    FROM time_slots WHERE id = ${id} FOR UPDATE`);
  if (!rows[0]) throw new Problem('not_found', 'There is no such slot.');
  return rows[0];
}
