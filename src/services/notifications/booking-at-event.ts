import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import type { Envelope } from '../../events/envelope.ts';
import { bookingForMessage } from '../appointments/read-booking.ts';
import { ERASED_EMAIL } from '../contact.ts';

export type BookingTopic = Extract<Envelope['topic'], `booking.${string}`>;

type Booking = NonNullable<Awaited<ReturnType<typeof bookingForMessage>>>;

/**
 * The booking as it was at the event: an e-mail says what the event says, even when it is sent after the next change.
 * Null when there is nobody to write to: the booking was deleted, or its customer erased.
 */
export async function bookingAtEvent(payload: Payload, event: Envelope<BookingTopic>): Promise<Booking | null> {
  const booking = await bookingForMessage(payload, event.payload.bookingId);
  if (!booking || booking.email === ERASED_EMAIL) return null;
  const startsAt = toDate(event.payload.slotStartsAt);
  const cancelled = event.topic === 'booking.cancelled';
  const moved = startsAt.getTime() !== booking.startsAt.getTime();
  if (!moved && cancelled === (booking.status === 'CANCELLED')) return booking;
  const minutes = booking.endsAt.getTime() - booking.startsAt.getTime();
  return {
    ...booking,
    startsAt,
    endsAt: new Date(startsAt.getTime() + minutes),
    status: await statusAt(payload, event),
    sequence: Math.max(0, booking.sequence - (await laterChanges(payload, event))),
    updatedAt: toDate(event.timestamp),
  };
}

/** What the booking's status was right after the event. */
async function statusAt(payload: Payload, { id, topic, payload: { bookingId } }: Envelope<BookingTopic>) {
  if (topic === 'booking.cancelled') return 'CANCELLED';
  const { rowCount } = await database(payload).execute(sql`
    SELECT 1 FROM domain_events
    WHERE payload->>'bookingId' = ${bookingId} AND topic = 'booking.confirmed' AND id <= ${id} LIMIT 1`);
  return rowCount ? 'CONFIRMED' : 'PENDING';
}

/**
 * How often the booking has changed since: an entry with the old facts must have the SEQUENCE of its time, or diaries would
 * take it for the newest. Asked only when an e-mail is late, and reads only events after it.
 */
async function laterChanges(payload: Payload, event: Envelope<BookingTopic>): Promise<number> {
  const { rows } = await database(payload).execute<{ count: number }>(sql`
    SELECT count(*)::int AS count FROM domain_events
    WHERE id > ${event.id} AND topic IN ('booking.rescheduled', 'booking.cancelled', 'booking.confirmed')
      AND payload ->> 'bookingId' = ${event.payload.bookingId}`);
  return rows[0]?.count ?? 0;
}
