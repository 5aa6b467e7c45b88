import { sql } from '@payloadcms/db-postgres/drizzle';
import { type Transactional, transactionOf } from '../../database/transaction.ts';
import type { Envelope } from '../../events/emit.ts';
import { giveUpEffect } from '../../events/give-up-effect.ts';
import { countBookingEvents, countEmails } from '../../events/read-events.ts';
import { scaleLimit } from '../../lib/http.ts';
import { rateLimited } from '../../lib/metrics.ts';
import { Problem } from '../../lib/problem.ts';
import { isVerifiedAddress } from '../identity/index.ts';
import { isOpenBookingSql } from './slot-sql.ts';

/**
 * The limits for one customer (docs/spec/api.md#3-appointments). `upcoming` limits upcoming visits. `bookingsADay`
 * limits the bookings made within 24 hours, including cancelled bookings. `movesADay` limits how often one booking is
 * rescheduled within 24 hours. `RATE_LIMIT_MULTIPLIER` multiplies all three limits.
 */
const LIMITS = { upcoming: 5, bookingsADay: 10, movesADay: 10 };

const DAY_SECONDS = 24 * 3600;

/**
 * Checks that the customer is below two limits. The limit of upcoming visits prevents one customer from booking the whole
 * calendar. The limit of bookings within 24 hours is needed because each booking sends e-mails to the customer and to our teams,
 * even if the booking is cancelled later. An advisory lock serialises a customer's bookings across processes, so the limits are
 * exact. Call this first in the transaction of a booking.
 * @throws Problem limit_reached
 */
export async function assertCanBookMore(req: Transactional, customerId: string): Promise<void> {
  const upcoming = scaleLimit(req.payload, LIMITS.upcoming);
  const tx = await transactionOf(req);
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`open-bookings:${customerId}`}, 0))`);
  const { rows } = await tx.execute<{ upcoming: number; lastDay: number }>(sql`
    SELECT count(*) FILTER (WHERE ${isOpenBookingSql} AND starts_at > now())::int AS upcoming,
      count(*) FILTER (WHERE booking.created_at > now() - ${DAY_SECONDS} * interval '1 second')::int AS "lastDay"
    FROM bookings AS booking JOIN time_slots AS slot ON slot.id = slot_id WHERE customer_id = ${customerId}`);
  const [made] = rows;
  if (made && made.upcoming >= upcoming) {
    throw new Problem(
      'limit_reached',
      `You already have ${upcoming} upcoming ${upcoming === 1 ? 'visit' : 'visits'}. To book another, cancel a visit or call us.`,
    );
  }
  if (made && made.lastDay >= scaleLimit(req.payload, LIMITS.bookingsADay)) {
    throw new Problem(
      'limit_reached',
      'You have made too many bookings in the last 24 hours. Try again later, or call us.',
    );
  }
}

/**
 * Checks that a booking has not reached the limit of reschedules within 24 hours. The count is exact, because the caller holds
 * the lock on the booking.
 * @throws Problem limit_reached
 */
export async function assertCanMoveAgain(req: Transactional, bookingId: string): Promise<void> {
  const moves = await countBookingEvents(req, { bookingId, topic: 'booking.rescheduled', seconds: DAY_SECONDS });
  if (moves < scaleLimit(req.payload, LIMITS.movesADay)) return;
  throw new Problem(
    'limit_reached',
    'You have moved this visit too often in the last 24 hours. Try again later, or call us.',
  );
}

/** The booking events that customers can cause, each with the subscriber that sends the e-mail about it. */
const EMAIL_SUBSCRIBERS = {
  'booking.created': 'booking-confirmation',
  'booking.rescheduled': 'booking-rescheduled',
  'booking.cancelled': 'booking-cancelled',
} as const;

/** Maximum e-mails per hour to one address that the customer has not verified. */
const LIMIT = { name: 'booking-emails-per-address', points: 6, seconds: 3600 };

/**
 * Limits how many e-mails about bookings an unverified address gets, so that customers cannot flood somebody else's
 * mailbox. Above the limit, the booking is changed, but its e-mail is not sent. The count is exact, because an advisory
 * lock serialises the changes for one address. Call this function in the transaction that emits the event. Call it only
 * for changes by customers, because e-mails about changes by staff are always sent.
 */
export async function limitBookingEmails(
  req: Transactional,
  { id, topic, payload }: Envelope<keyof typeof EMAIL_SUBSCRIBERS>,
): Promise<void> {
  const { email, userId } = payload;
  if (email === null) return;
  const tx = await transactionOf(req);
  if (await isVerifiedAddress(tx, email, userId)) return;
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`booking-emails:${email}`}, 0))`);
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT id FROM bookings WHERE email = ${email} AND updated_at > now() - ${2 * LIMIT.seconds} * interval '1 second'`);
  const { points, seconds, name } = LIMIT;
  const count = await countEmails(req, { bookingIds: rows.map((row) => row.id), emails: EMAIL_SUBSCRIBERS, seconds });
  if (count <= points) return;
  rateLimited.inc({ limit: name });
  await giveUpEffect(req, id, EMAIL_SUBSCRIBERS[topic]);
  req.payload.logger.info(
    { eventId: id, limit: name },
    'A booking e-mail was not sent, because the limit of e-mails to its address is reached.',
  );
}
