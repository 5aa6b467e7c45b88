import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { Problem } from '../../problem.ts';
import type { BookingStatus } from './types.ts';

export type LockedBooking = { customerId: string | null; status: BookingStatus; slotId: string; sequence: number };

/**
 * Locks a booking until the transaction ends and gives its newest committed state, so that two people who change it at
 * the same time do so one after the other.
 * @throws Problem not_found.
 */
export async function lockBooking(req: Transactional, bookingId: string): Promise<LockedBooking> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<LockedBooking>(sql`
    SELECT customer_id AS "customerId", status::text AS status, slot_id AS "slotId", sequence::int AS sequence
    FROM bookings WHERE id = ${bookingId} FOR UPDATE`);
  const [booking] = rows;
  if (!booking) throw new Problem('not_found', 'There is no such booking.');
  return booking;
}
