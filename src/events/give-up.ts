import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../database/transaction.ts';

/**
 * Settles an event for a subscriber whose effect is not to come any more: its receipt counts as done, so that neither the
 * reconciler nor a retry brings it again, and says that it was given up. An effect that has happened stays one that has.
 */
export async function giveUpEffect(req: Transactional, eventId: string, subscriber: string): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`
    INSERT INTO event_receipts (event_id, subscriber, done_at, given_up_at) VALUES (${eventId}, ${subscriber}, now(), now())
    ON CONFLICT (event_id, subscriber) DO UPDATE SET done_at = now(), given_up_at = now(), claimed_until = NULL
      WHERE event_receipts.done_at IS NULL`);
}
