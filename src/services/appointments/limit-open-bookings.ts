import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { domainOf } from '../../domain.ts';
import { Problem } from '../../problem.ts';

/** Visits to come that one customer may have booked at a time (api.md §3); `RATE_LIMIT_MULTIPLIER` multiplies it. */
const OPEN_BOOKINGS = 5;

/**
 * Keeps one customer from booking all of the diary. Exact: two bookings of one customer wait for each other, over all processes.
 * To be called first in the transaction that books.
 * @throws Problem limit_reached
 */
export async function assertMayBookMore(req: Transactional, customerId: string): Promise<void> {
  const limit = Math.max(1, Math.floor(OPEN_BOOKINGS * (domainOf(req.payload).rateLimitMultiplier ?? 1)));
  const tx = await sessionOf(req);
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`open-bookings:${customerId}`}, 0))`);
  const { rows } = await tx.execute<{ open: number }>(sql`
    SELECT count(*)::int AS open FROM bookings JOIN time_slots AS slot ON slot.id = slot_id
    WHERE customer_id = ${customerId} AND status IN ('PENDING', 'CONFIRMED') AND starts_at > now()`);
  if ((rows[0]?.open ?? 0) < limit) return;
  throw new Problem(
    'limit_reached',
    `You have ${limit} visits to come. Cancel one of them, or call us, to book another.`,
  );
}
