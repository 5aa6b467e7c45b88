import { sql } from '@payloadcms/db-postgres/drizzle';
import { type Transactional, transactionOf } from '../database/transaction.ts';

/**
 * Gives up the effect of an event for a subscriber: marks its receipt as done and given up, so that neither the reconciler nor a
 * retry applies the effect.
 * @returns true if the effect is given up or was already applied; false, with nothing changed, while a worker holds the lease of
 * the effect
 */
export async function giveUpEffect(req: Transactional, eventId: string, subscriber: string): Promise<boolean> {
  const tx = await transactionOf(req);
  const { rowCount } = await tx.execute(sql`
    INSERT INTO event_receipts AS r (event_id, subscriber, done_at, given_up_at)
    VALUES (${eventId}, ${subscriber}, now(), now())
    ON CONFLICT (event_id, subscriber) DO UPDATE SET done_at = now(), given_up_at = now(), claimed_until = NULL
      WHERE r.done_at IS NULL AND (r.claimed_until IS NULL OR r.claimed_until < now())`);
  if (rowCount) return true;
  const { rows } = await tx.execute<{ done: boolean }>(sql`
    SELECT done_at IS NOT NULL AS done FROM event_receipts WHERE event_id = ${eventId} AND subscriber = ${subscriber}`);
  return Boolean(rows[0]?.done);
}

/**
 * Gives up the effect of an event for a subscriber, unless a worker has begun it.
 * @returns true if the effect has not happened and never will; false if it has happened, or may have happened because a worker
 * holds its lease or died while holding its lease
 */
export async function withdrawEffect(req: Transactional, eventId: string, subscriber: string): Promise<boolean> {
  const tx = await transactionOf(req);
  const { rowCount } = await tx.execute(sql`
    INSERT INTO event_receipts AS r (event_id, subscriber, done_at, given_up_at)
    VALUES (${eventId}, ${subscriber}, now(), now())
    ON CONFLICT (event_id, subscriber) DO UPDATE
      SET done_at = coalesce(r.done_at, now()), given_up_at = coalesce(r.given_up_at, now())
      WHERE r.given_up_at IS NOT NULL OR (r.done_at IS NULL AND r.claimed_until IS NULL)`);
  return rowCount === 1;
}
