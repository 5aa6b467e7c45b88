import type { Payload, PayloadRequest } from 'payload';
import { Problem } from '../../problem.ts';
import { moveBooking } from './change-booking.ts';

/** How it came out: those that are confirmed now, and why others are not. */
export type ConfirmedMany = { confirmed: string[]; refused: { bookingId: string; reason: string }[] };

/**
 * Confirms bookings one by one, each in a transaction of its own: one that can't be confirmed stops no other. Those that
 * are confirmed already count as confirmed, so that repeating it is harmless.
 * @throws what is no refusal of one booking, with those before it confirmed.
 */
export async function confirmMany(
  payload: Payload,
  bookingIds: readonly string[],
  user: PayloadRequest['user'],
): Promise<ConfirmedMany> {
  const outcome: ConfirmedMany = { confirmed: [], refused: [] };
  for (const bookingId of new Set(bookingIds)) {
    try {
      await moveBooking(payload, bookingId, 'CONFIRMED', { customerId: null, user });
      outcome.confirmed.push(bookingId);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      outcome.refused.push({ bookingId, reason: error.message });
    }
  }
  return outcome;
}
