import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { Problem } from '../../problem.ts';

/** What `availability.changeDeadlineHours` is until staff set another. */
export const CHANGE_DEADLINE_HOURS = 2;

/** By the clock of Postgres, which also says what slots can still be booked. */
async function timingOf(req: Transactional, slotId: string): Promise<{ begun: boolean; late: boolean }> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ begun: boolean; late: boolean }>(sql`
    SELECT starts_at <= clock_timestamp() AS begun, starts_at <= clock_timestamp() + interval '1 hour' *
      coalesce((SELECT change_deadline_hours FROM availability LIMIT 1), ${CHANGE_DEADLINE_HOURS}) AS late
    FROM time_slots WHERE id = ${slotId}`);
  const [timing] = rows;
  if (!timing) throw new Problem('not_found', 'There is no such slot.', { field: 'slot' });
  return timing;
}

/**
 * Customers move and cancel a visit until some hours before it (api.md §3).
 * @throws Problem invalid_state once it has begun, too_late before that
 */
export async function assertCustomersMayChange(req: Transactional, slotId: string): Promise<void> {
  const { begun, late } = await timingOf(req, slotId);
  if (begun) throw new Problem('invalid_state', 'This visit has begun, so it can no longer be changed.');
  if (late) throw new Problem('too_late', 'It is too late to change this visit here. Please call us.');
}

/** A visit is marked as done or missed once it has begun, by whomever. @throws Problem invalid_state before that */
export async function assertBegun(req: Transactional, slotId: string): Promise<void> {
  const { begun } = await timingOf(req, slotId);
  if (!begun) throw new Problem('invalid_state', 'This visit has not begun yet.', { field: 'status' });
}
