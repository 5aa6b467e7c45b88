import { sql } from '@payloadcms/db-postgres/drizzle';
import type { CollectionBeforeChangeHook, CollectionBeforeDeleteHook, PayloadRequest } from 'payload';
import { transactionOf } from '../../database/transaction.ts';
import { parseMoment, toDate } from '../../lib/dates.ts';
import { toRelationId } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import type { TimeSlot } from '../../payload-types.ts';

/**
 * Clears the showroom of a slot that is not for showroom visits: the form may still contain the showroom that was chosen for
 * another type. The opposite case, a slot for showroom visits without a showroom, is refused by Postgres.
 */
export const dropStrayShowroom: CollectionBeforeChangeHook<TimeSlot> = ({ data }) =>
  data.type === 'SHOWROOM' ? data : { ...data, showroom: null };

const isSameInstant = (a: string | undefined, b: string) =>
  a === undefined || parseMoment(a)?.getTime() === toDate(b).getTime();

/**
 * Refuses to change the time, type or place of a booked slot, because the customer has been notified of them. Staff reschedule
 * the booking instead, which notifies the customer.
 */
export const guardBookedSlot: CollectionBeforeChangeHook<TimeSlot> = async ({ data, originalDoc, operation, req }) => {
  if (operation === 'create' || !originalDoc) return data;
  const isUnchanged =
    isSameInstant(data.startsAt, originalDoc.startsAt) &&
    isSameInstant(data.endsAt, originalDoc.endsAt) &&
    (data.type ?? originalDoc.type) === originalDoc.type &&
    toRelationId(data.showroom) === toRelationId(originalDoc.showroom);
  const { isBooked, heldBy, heldUntil, holdId } = await lockSlotRow(req, originalDoc.id as string);
  if (isBooked && !isUnchanged) {
    throw new Problem('invalid_state', 'The slot is booked. Move the booking to another slot instead.', {
      field: 'startsAt',
    });
  }
  // System fields may have changed since the form was loaded, so the row's values replace the form's.
  return { ...data, isBooked, heldBy, heldUntil, holdId };
};

/** Refuses to delete a slot to which a booking refers, because the slot records when the appointment is or was. */
export const refuseDeletingBookedSlot: CollectionBeforeDeleteHook = async ({ id, req }) => {
  await lockSlotRow(req, String(id));
  const tx = await transactionOf(req);
  const { rowCount } = await tx.execute(sql`SELECT 1 FROM bookings WHERE slot_id = ${String(id)} LIMIT 1`);
  if (rowCount)
    throw new Problem('invalid_state', 'A booking refers to this slot. Close the slot instead of deleting it.');
};

type SystemFields = Pick<TimeSlot, 'isBooked' | 'heldBy' | 'heldUntil' | 'holdId'>;

async function lockSlotRow(req: PayloadRequest, id: string): Promise<SystemFields> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<SystemFields>(sql`
    SELECT is_booked AS "isBooked", held_by_id AS "heldBy", held_until AS "heldUntil", hold_id AS "holdId"
    FROM time_slots WHERE id = ${id} FOR UPDATE`);
  if (!rows[0]) throw new Problem('not_found', 'There is no such slot.');
  return rows[0];
}
