import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import type { Delivery } from '../../events/read-events.ts';
import { sendAgain } from '../../events/send-again.ts';
import { toDate } from '../../lib/dates.ts';
import { isUuid } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import { lockBooking } from './read-booking.ts';
import { isOpenStatus } from './statuses.ts';

const DELIVERY: Delivery = {
  document: 'bookings',
  topics: ['booking.resend_requested'],
  subscriber: 'booking-sent-again',
};

/** How often staff can send the confirmation of one booking again (docs/spec/api.md#3-appointments). */
const LIMIT = { name: 'confirmations-per-booking', points: 3, seconds: 3600 };

/**
 * Sends the customer the confirmation of a booking again, with its calendar entry, at most three times an hour. A confirmation
 * that is on its way is not sent a second time.
 * @throws Problem not_found; invalid_state if the booking is not open or has no e-mail address, if the visit has begun, or if a
 * confirmation is on its way; rate_limited; unavailable if Redis is needed and unreachable
 */
export async function resendConfirmation(payload: Payload, bookingId: string, staffId: string): Promise<void> {
  if (!isUuid(bookingId)) throw new Problem('not_found', 'There is no such booking.');
  await withTransaction(payload, async (req) => {
    const { status, email, slotId, customerId, referenceCode } = await lockBooking(req, bookingId);
    const startsAt = await readUpcomingStart(req, slotId);
    if (!isOpenStatus(status) || !startsAt)
      throw new Problem(
        'invalid_state',
        'A confirmation can be sent only for an upcoming visit that is pending or confirmed.',
      );
    if (!email) throw new Problem('invalid_state', 'This booking has no e-mail address. Enter one first.');
    const slotStartsAt = startsAt.toISOString();
    await sendAgain(req, {
      ...{ delivery: DELIVERY, document: bookingId, label: referenceCode, staffId, limit: LIMIT },
      onItsWay: 'The confirmation is already on its way.',
      tooMany: `The confirmation has been sent ${LIMIT.points} times within the last hour. Try again later.`,
      emitEvent: () =>
        emit(req, 'booking.resend_requested', { bookingId, userId: customerId, email, referenceCode, slotStartsAt }),
    });
  });
}

async function readUpcomingStart(req: Transactional, slotId: string): Promise<Date | undefined> {
  const { rows } = await (await transactionOf(req)).execute<{ startsAt: string }>(sql`
    SELECT starts_at AS "startsAt" FROM time_slots WHERE id = ${slotId} AND starts_at > clock_timestamp()`);
  return rows[0] && toDate(rows[0].startsAt);
}
