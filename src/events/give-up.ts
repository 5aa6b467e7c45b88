import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../database/transaction.ts';

/**
 * Settles an event for a subscriber whose effect is not to come any more: its receipt counts as done, so that neither the
 * reconciler nor a retry brings it again, and says that it was given up. An effect that has happened stays one that has.
 * @returns false, with nothing changed, while a worker is at the effect
 */
export async function giveUpEffect(req: Transactional, eventId: string, subscriber: string): Promise<boolean> {
  const tx = await sessionOf(req);
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
