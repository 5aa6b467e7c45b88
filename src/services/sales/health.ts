import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';

/** How many events of Stripe of the last week somebody has to look at. */
export async function eventsForAttention(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM stripe_events
    WHERE outcome = 'needs_attention' AND received_at > now() - interval '7 days'`);
  return rows[0]?.count ?? 0;
}

/** Seconds since the oldest payment that is still open was begun; 0 when there is none. */
export async function oldestOpenPayment(payload: Payload): Promise<number> {
  const { rows } = await database(payload).execute<{ age: number }>(sql`
    SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS age FROM payments
    WHERE status IN ('PENDING', 'PROCESSING', 'FAILED')`);
  return rows[0]?.age ?? 0;
}
