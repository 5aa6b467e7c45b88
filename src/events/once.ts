import { sql } from '@payloadcms/db-postgres';
import type { Payload, PayloadRequest } from 'payload';
import { sessionOf, withTransaction } from '../database/transaction.ts';
import { crashPoint } from './crash-points.ts';

/**
 * Applies an effect that lies in Postgres exactly once per event and subscriber: its receipt and the effect share one
 * transaction. A second delivery at the same time waits for the first one's commit and then does nothing.
 * @returns whether the effect was applied now.
 */
export function once(
  payload: Payload,
  eventId: string,
  subscriber: string,
  effect: (req: PayloadRequest) => Promise<void>,
): Promise<boolean> {
  return withTransaction(payload, async (req) => {
    const { rows } = await (await sessionOf(req)).execute(sql`
      INSERT INTO event_receipts (event_id, subscriber, done_at) VALUES (${eventId}, ${subscriber}, now())
      ON CONFLICT (event_id, subscriber) DO UPDATE SET done_at = now() WHERE event_receipts.done_at IS NULL
      RETURNING event_id`);
    if (rows.length === 0) return false;
    await effect(req);
    crashPoint('after-effect');
    return true;
  });
}
