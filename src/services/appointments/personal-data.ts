import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { sessionOf, type Transactional } from '../../database/transaction.ts';
import { selectBookings } from './read-booking.ts';
import { bookingView } from './view.ts';

const NO_LIMIT = 10_000;

/** Every booking of a customer as `/v1` shows it, for the export of their data (UK GDPR art. 15). */
export async function exportBookings(payload: Payload, customerId: string): Promise<unknown[]> {
  const rows = await selectBookings(payload, sql`booking.customer_id = ${customerId}`, NO_LIMIT);
  return rows.map(bookingView);
}

/**
 * Takes a customer out of their bookings (UK GDPR art. 17). What is left counts visits and says nothing of the person.
 * Visits still to come are cancelled and their slots freed, with no event: there is nobody left to tell.
 */
export async function eraseBookings(req: Transactional, customerId: string): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`
    UPDATE time_slots SET is_booked = false
    WHERE id IN (
      SELECT slot_id FROM bookings WHERE customer_id = ${customerId} AND status IN ('PENDING', 'CONFIRMED') FOR UPDATE)
      AND starts_at > now()`);
  await tx.execute(sql`
    UPDATE bookings AS booking
    SET status = CASE WHEN status IN ('PENDING', 'CONFIRMED') AND slot.starts_at > now() THEN 'CANCELLED' ELSE status END,
      customer_id = NULL, first_name = 'Erased', last_name = 'Erased', email = 'erased@lomashwood.invalid',
      phone = '+440000000000', postcode = split_part(booking.postcode, ' ', 1), address = 'Erased', notes = NULL,
      cancel_reason = NULL,      reminder_due_at = NULL, updated_at = now()
    FROM time_slots AS slot
    WHERE slot.id = booking.slot_id AND customer_id = ${customerId}`);
  await tx.execute(sql`
    UPDATE time_slots SET held_by_id = NULL, held_until = NULL, hold_id = NULL WHERE held_by_id = ${customerId}`);
}
