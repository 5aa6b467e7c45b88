import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { isUuid } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import type { AppointmentType } from './types.ts';

/** Who takes a slot: a customer has to keep the notice of the availability, staff may book up to the last minute. */
export type Taker = { customerId: string | null; staff: boolean };

export type TakenSlot = { startsAt: Date; endsAt: Date };

/** SQL for the earliest start that `taker` may still book. */
export const earliestStart = ({ staff }: { staff: boolean }) =>
  staff ? sql`now()` : sql`now() + coalesce((SELECT notice_hours FROM availability LIMIT 1), 24) * interval '1 hour'`;

/**
 * Takes a free slot for a booking: one conditional UPDATE, so of any number of takers one wins (flow 3).
 * @throws Problem not_found, slot_unavailable (past, closed, of another type), slot_taken or slot_held.
 */
export async function takeSlot(
  req: Transactional,
  slotId: string,
  type: AppointmentType,
  taker: Taker,
): Promise<TakenSlot> {
  if (!isUuid(slotId)) throw new Problem('not_found', 'There is no such slot.', { field: 'slot' });
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ starts_at: string; ends_at: string }>(sql`
    UPDATE time_slots SET is_booked = true, held_by_id = NULL, held_until = NULL, hold_id = NULL
    WHERE id = ${slotId} AND type::text = ${type} AND is_booked IS NOT TRUE AND is_closed IS NOT TRUE
      AND starts_at > ${earliestStart(taker)}
      AND (held_by_id IS NULL OR held_until <= now() OR held_by_id = ${taker.customerId}::uuid)
    RETURNING starts_at, ends_at`);
  const [slot] = rows;
  if (!slot) throw await whyNot(req, slotId, type, taker);
  return { startsAt: toDate(slot.starts_at), endsAt: toDate(slot.ends_at) };
}

/** Frees the slot of a booking that was cancelled or moved. */
export async function releaseSlot(req: Transactional, slotId: string): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`UPDATE time_slots SET is_booked = false WHERE id = ${slotId}`);
}

/** Why a slot could not be taken or held, told after the fact. */
export async function whyNot(
  req: Transactional,
  slotId: string,
  type: AppointmentType | null,
  taker: Taker,
): Promise<Problem> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ type: string; is_booked: boolean; open: boolean; held: boolean }>(sql`
    SELECT type::text, is_booked IS TRUE AS is_booked,
      is_closed IS NOT TRUE AND starts_at > ${earliestStart(taker)} AS open,
      coalesce(held_by_id <> ${taker.customerId}::uuid AND held_until > now(), held_by_id IS NOT NULL AND held_until > now())
        AS held
    FROM time_slots WHERE id = ${slotId}`);
  const [slot] = rows;
  const field = 'slot';
  if (!slot) return new Problem('not_found', 'There is no such slot.', { field });
  if (type && slot.type !== type)
    return new Problem('slot_unavailable', 'The slot is for another type of appointment.', { field });
  if (!slot.open) return new Problem('slot_unavailable', 'The slot is closed or too soon.', { field });
  if (slot.held && !slot.is_booked) return new Problem('slot_held', 'Somebody else is booking this slot.', { field });
  return new Problem('slot_taken', 'This slot has just been booked. Please choose another.', { field });
}
