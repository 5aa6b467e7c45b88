import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import { toDate } from '../../dates.ts';
import type { Envelope } from '../../events/envelope.ts';
import { calendarOf } from '../appointments/calendar.ts';
import { bookingForMessage } from '../appointments/read-booking.ts';
import { isOpen } from '../appointments/state-machine.ts';
import { isVerifiedAddress } from '../identity/verified-address.ts';
import { type BookingTopic, bookingAtEvent } from './booking-at-event.ts';
import { brandedEmail } from './branded-email.ts';
import type { CalendarPart, Mail } from './send-email.ts';

type Booking = NonNullable<Awaited<ReturnType<typeof bookingAtEvent>>>;
type Reader = { verified: boolean };

/** Whether the address of a booking is known to be of the person who made it. */
const readerOf = async (payload: Payload, email: string, { customerId }: Booking): Promise<Reader> => ({
  verified: await isVerifiedAddress(database(payload), email, customerId),
});

const entryOf = async (payload: Payload, booking: Booking, { verified }: Reader): Promise<CalendarPart> => ({
  method: booking.status === 'CANCELLED' ? 'CANCEL' : 'REQUEST',
  content: await calendarOf(payload, booking, { invite: true, toUnverified: !verified }),
});

/**
 * An e-mail to the customer about an appointment, with its calendar entry. Null when there is nobody to write to, and for what staff
 * only put in order after the visit.
 */
function toCustomer<T extends BookingTopic>(
  render: (payload: Payload, booking: Booking, reader: Reader, event: Envelope<T>) => ReturnType<typeof brandedEmail>,
) {
  return async (payload: Payload, event: Envelope<T>): Promise<Mail | null> => {
    const booking = await bookingAtEvent(payload, event);
    if (!booking?.email || booking.endsAt <= toDate(event.timestamp)) return null;
    const reader = await readerOf(payload, booking.email, booking);
    const calendar = await entryOf(payload, booking, reader);
    return { to: booking.email, content: await render(payload, booking, reader, event), calendar };
  };
}

/** Acknowledges a booking (FR5.5). */
export const bookingConfirmation = toCustomer<'booking.created'>((payload, booking, reader) =>
  brandedEmail(payload, 'booking-confirmation', booking, reader),
);

/** Tells that the showroom has confirmed. */
export const bookingConfirmed = toCustomer<'booking.confirmed'>((payload, booking, reader) =>
  brandedEmail(payload, 'booking-confirmed', booking, reader),
);

/** Brings a booking that stands to the address that staff have corrected or entered: the former one may have been nobody's. */
export async function bookingEmailChanged(
  payload: Payload,
  event: Envelope<'booking.email_changed'>,
): Promise<Mail | null> {
  const now = await bookingForMessage(payload, event.payload.bookingId);
  if (!now || !isOpen(now.status) || now.email !== event.payload.email) return null;
  return toCustomer<'booking.email_changed'>((_, booking, reader) =>
    brandedEmail(payload, booking.status === 'PENDING' ? 'booking-confirmation' : 'booking-confirmed', booking, reader),
  )(payload, event);
}

/** Tells the new time, and which one it replaces. */
export const bookingRescheduled = toCustomer<'booking.rescheduled'>((payload, booking, reader, event) =>
  brandedEmail(
    payload,
    'booking-rescheduled',
    { ...booking, previousStartsAt: event.payload.previousSlotStartsAt },
    reader,
  ),
);

/** Tells that the appointment is off. */
export const bookingCancelled = toCustomer<'booking.cancelled'>((payload, booking, reader) =>
  brandedEmail(payload, 'booking-cancelled', booking, reader),
);

/**
 * Reminds of an appointment, with no calendar entry as nothing changed. Null when the appointment is off, has moved (the
 * new time gets a reminder of its own) or has begun by now.
 */
export async function bookingReminder(payload: Payload, event: Envelope<'booking.reminder_due'>): Promise<Mail | null> {
  const booking = await bookingForMessage(payload, event.payload.bookingId);
  const startsAt = toDate(event.payload.slotStartsAt).getTime();
  if (!booking?.email || !isOpen(booking.status) || booking.startsAt.getTime() !== startsAt || startsAt <= Date.now())
    return null;
  const reader = await readerOf(payload, booking.email, booking);
  return { to: booking.email, content: await brandedEmail(payload, 'booking-reminder', booking, reader) };
}
