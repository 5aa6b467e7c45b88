import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, withTransaction } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import { isUuid, uuidv7 } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { earliestStart, whyNot } from './take-slot.ts';

const HOLD_MINUTES = 10;

export type Hold = { holdId: string; slotId: string; expiresAt: Date };

/**
 * Holds a slot for a customer who fills in the form; a second hold replaces the first. It lives in the slot's own row, so
 * booking and holding exclude each other by that row's lock (docs/decisions/0004).
 * @throws Problem not_found, slot_taken, slot_held, slot_unavailable.
 */
export function holdSlot(payload: Payload, customerId: string, slotId: string): Promise<Hold> {
  const taker = { customerId, staff: false };
  return withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    // Two holds of one customer at once would wait for each other's rows; one at a time they can't.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`hold:${customerId}`}, 0))`);
    // And two customers who swap their slots would wait for each other's: everybody locks in the same order.
    await tx.execute(sql`
      SELECT 1 FROM time_slots WHERE id = ${slotId} OR held_by_id = ${customerId} ORDER BY id FOR NO KEY UPDATE`);
    await tx.execute(sql`
      UPDATE time_slots SET held_by_id = NULL, held_until = NULL, hold_id = NULL
      WHERE held_by_id = ${customerId} AND id <> ${slotId}`);
    const holdId = uuidv7();
    const { rows } = await tx.execute<{ held_until: string }>(sql`
      UPDATE time_slots
      SET held_by_id = ${customerId}, hold_id = ${holdId}, held_until = now() + ${HOLD_MINUTES} * interval '1 minute'
      WHERE id = ${slotId} AND is_booked IS NOT TRUE AND is_closed IS NOT TRUE AND starts_at > ${earliestStart(taker)}
        AND (held_by_id IS NULL OR held_until <= now() OR held_by_id = ${customerId})
      RETURNING held_until`);
    const [held] = rows;
    if (!held) throw await whyNot(req, slotId, null, taker);
    return { holdId, slotId, expiresAt: toDate(held.held_until) };
  });
}

/** Gives a hold up. @throws Problem not_found when the customer has no such hold (any more). */
export async function releaseHold(payload: Payload, customerId: string, holdId: string): Promise<void> {
  const { rowCount } = isUuid(holdId)
    ? await database(payload).execute(sql`
        UPDATE time_slots SET held_by_id = NULL, held_until = NULL, hold_id = NULL
        WHERE hold_id = ${holdId} AND held_by_id = ${customerId} AND held_until > now()`)
    : { rowCount: 0 };
  if (!rowCount) throw new Problem('not_found', 'There is no such hold.');
}
