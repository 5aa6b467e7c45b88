import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { database, transactionOf, withTransaction } from '../../database/transaction.ts';
import { toDate } from '../../lib/dates.ts';
import { isUuid, uuidv7 } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import { RELEASE_LOCK_SCRIPT } from '../../lib/redis.ts';
import { explainUnavailableSlot } from './lock-slot.ts';
import { endHoldSql, isBookableSql } from './slot-sql.ts';

const TTL_MS = 30_000;

/**
 * Tries to acquire the lock `slot:lock:{slotId}` in Redis (docs/spec/flows.md#3-book-an-appointment). The lock only makes
 * refusals cheap and early. Postgres decides who gets the slot, so if Redis is unreachable, the booking proceeds without the
 * lock.
 * @returns a function that releases the lock; undefined if another request holds the lock
 */
export async function trySlotGuard(redis: Redis, slotId: string): Promise<(() => Promise<void>) | undefined> {
  const key = `slot:lock:${slotId}`;
  const token = uuidv7();
  try {
    if ((await redis.set(key, token, 'PX', TTL_MS, 'NX')) === null) return undefined;
  } catch {
    return async () => {};
  }
  return async () => {
    // If the release fails, the lock expires with its TTL.
    await redis.eval(RELEASE_LOCK_SCRIPT, 1, key, token).catch(() => {});
  };
}

const HOLD_MINUTES = 10;

export type Hold = { holdId: string; slotId: string; expiresAt: Date };

/**
 * Holds a slot for ten minutes while a customer fills in the form; a second hold of the same customer replaces the first. The
 * hold is stored in the slot's row, so the row lock serialises bookings and holds (docs/decisions/0004-holds-in-the-slot-row.md).
 * @throws Problem not_found, slot_taken, slot_held, slot_unavailable.
 */
export function holdSlot(payload: Payload, customerId: string, slotId: string): Promise<Hold> {
  const booker = { customerId, staff: false };
  return withTransaction(payload, async (req) => {
    const tx = await transactionOf(req);
    // Serialise the holds of one customer: two concurrent holds could deadlock on each other's rows.
    await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`hold:${customerId}`}, 0))`);
    // Lock rows in the order of their ids, so that two customers who swap slots cannot deadlock.
    await tx.execute(sql`
      SELECT 1 FROM time_slots WHERE id = ${slotId} OR held_by_id = ${customerId} ORDER BY id FOR NO KEY UPDATE`);
    await tx.execute(sql`
      UPDATE time_slots SET ${endHoldSql}
      WHERE held_by_id = ${customerId} AND id <> ${slotId}`);
    const holdId = uuidv7();
    const { rows } = await tx.execute<{ held_until: string }>(sql`
      UPDATE time_slots
      SET held_by_id = ${customerId}, hold_id = ${holdId}, held_until = now() + ${HOLD_MINUTES} * interval '1 minute'
      WHERE id = ${slotId} AND ${isBookableSql(booker)}
      RETURNING held_until`);
    const [held] = rows;
    if (!held) throw await explainUnavailableSlot(tx, slotId, null, booker);
    return { holdId, slotId, expiresAt: toDate(held.held_until) };
  });
}

/** Releases a hold. @throws Problem not_found if the customer has no such hold, or the hold has expired. */
export async function releaseHold(payload: Payload, customerId: string, holdId: string): Promise<void> {
  const { rowCount } = isUuid(holdId)
    ? await database(payload).execute(sql`
        UPDATE time_slots SET ${endHoldSql}
        WHERE hold_id = ${holdId} AND held_by_id = ${customerId} AND held_until > now()`)
    : { rowCount: 0 };
  if (!rowCount) throw new Problem('not_found', 'There is no such hold, or it has expired.');
}
