import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';
import type { Envelope } from '../../events/emit.ts';
import { toDate } from '../../lib/dates.ts';
import { findBooking } from '../../services/appointments/read-booking.ts';
import {
  type BookingLinks,
  readBookingLinks,
  renderBookingIcs,
} from '../../services/appointments/render-booking-ics.ts';
import { isOpenStatus } from '../../services/appointments/statuses.ts';
import { isVerifiedAddress } from '../../services/identity/index.ts';
import { type IcsInvitation, type Mail, renderBrandedEmail } from '../send-email.ts';
import { type BookingTopic, readBookingAtEvent } from './team-alerts.ts';

type Booking = NonNullable<Awaited<ReturnType<typeof readBookingAtEvent>>>;
type Linked = Booking & BookingLinks;
type Reader = { verified: boolean };

/** Determines whether the customer has verified the e-mail address of the booking. */
const resolveReader = async (payload: Payload, email: string, { customerId }: Booking): Promise<Reader> => ({
  verified: await isVerifiedAddress(database(payload), email, customerId),
});

const createInvitation = async (payload: Payload, booking: Booking, { verified }: Reader): Promise<IcsInvitation> => ({
  method: booking.status === 'CANCELLED' ? 'CANCEL' : 'REQUEST',
  content: await renderBookingIcs(payload, booking, { invite: true, toUnverified: !verified }),
});

/**
 * Creates a builder for e-mails to the customer about an appointment, with its calendar entry. The builder returns null if there
 * is no recipient, and for changes that staff make after the appointment.
 */
function createBookingEmail<T extends BookingTopic>(
  render: (
    payload: Payload,
    booking: Linked,
    reader: Reader,
    event: Envelope<T>,
  ) => ReturnType<typeof renderBrandedEmail>,
) {
  return async (payload: Payload, event: Envelope<T>): Promise<Mail | null> => {
    const booking = await readBookingAtEvent(payload, event);
    if (!booking?.email || booking.endsAt <= toDate(event.timestamp)) return null;
    const reader = await resolveReader(payload, booking.email, booking);
    const invitation = await createInvitation(payload, booking, reader);
    const linked = { ...booking, ...(await readBookingLinks(payload, booking)) };
    return { to: booking.email, content: await render(payload, linked, reader, event), invitation };
  };
}

/** Builds the e-mail that tells the customer that the booking was received, with a calendar entry. */
export const buildBookingConfirmationEmail = createBookingEmail<'booking.created'>((payload, booking, reader) =>
  renderBrandedEmail(payload, 'booking-confirmation', booking, reader),
);

/** Builds the e-mail that tells the customer that staff have confirmed the booking. */
export const buildBookingConfirmedEmail = createBookingEmail<'booking.confirmed'>((payload, booking, reader) =>
  renderBrandedEmail(payload, 'booking-confirmed', booking, reader),
);

/**
 * Creates a builder for an e-mail that describes an open booking in its current state. The builder returns null if the booking is
 * closed, or if its e-mail address was changed after the event.
 */
function createCurrentBookingEmail<T extends 'booking.email_changed' | 'booking.resend_requested'>() {
  const build = createBookingEmail<T>((payload, booking, reader) =>
    renderBrandedEmail(
      payload,
      booking.status === 'PENDING' ? 'booking-confirmation' : 'booking-confirmed',
      booking,
      reader,
    ),
  );
  return async (payload: Payload, event: Envelope<T>): Promise<Mail | null> => {
    const current = await findBooking(payload, event.payload.bookingId);
    if (!current || !isOpenStatus(current.status) || current.email !== event.payload.email) return null;
    return build(payload, event);
  };
}

/**
 * Builds the e-mail to the address that staff have entered or corrected in an open booking. The e-mail repeats the confirmation,
 * because the customer may not have received any earlier e-mail.
 */
export const buildBookingEmailChangedEmail = createCurrentBookingEmail<'booking.email_changed'>();

/** Builds the e-mail that repeats the confirmation of an open booking, at the request of staff. */
export const buildBookingSentAgainEmail = createCurrentBookingEmail<'booking.resend_requested'>();

/** Builds the e-mail that tells the customer the new and the previous time of the appointment. */
export const buildBookingRescheduledEmail = createBookingEmail<'booking.rescheduled'>(
  (payload, booking, reader, event) =>
    renderBrandedEmail(
      payload,
      'booking-rescheduled',
      { ...booking, previousStartsAt: event.payload.previousSlotStartsAt },
      reader,
    ),
);

/**
 * Builds the e-mail that tells the customer that the appointment was cancelled. If staff take the cancellation back
 * before this e-mail is sent, `takeBackChange` withdraws the e-mail.
 */
export const buildBookingCancelledEmail = createBookingEmail<'booking.cancelled'>((payload, booking, reader) =>
  renderBrandedEmail(payload, 'booking-cancelled', booking, reader),
);

const buildReinstatement = createBookingEmail<'booking.reinstated'>((payload, booking, reader) =>
  renderBrandedEmail(
    payload,
    'booking-reinstated',
    { ...booking, isConfirmed: booking.status === 'CONFIRMED' },
    reader,
  ),
);

/**
 * Builds the e-mail that tells the customer that a cancelled appointment takes place after all. Null if the appointment was
 * cancelled again meanwhile.
 */
export async function buildBookingReinstatedEmail(
  payload: Payload,
  event: Envelope<'booking.reinstated'>,
): Promise<Mail | null> {
  const booking = await findBooking(payload, event.payload.bookingId);
  return booking && isOpenStatus(booking.status) ? buildReinstatement(payload, event) : null;
}

/**
 * Builds the e-mail that reminds the customer of an appointment, without a calendar entry, because nothing has changed. Null if
 * the appointment was cancelled, has been rescheduled (the new time gets its own reminder) or has begun.
 */
export async function buildBookingReminderEmail(
  payload: Payload,
  event: Envelope<'booking.reminder_due'>,
): Promise<Mail | null> {
  const booking = await findBooking(payload, event.payload.bookingId);
  const startsAt = toDate(event.payload.slotStartsAt).getTime();
  if (
    !booking?.email ||
    !isOpenStatus(booking.status) ||
    booking.startsAt.getTime() !== startsAt ||
    startsAt <= Date.now()
  )
    return null;
  const reader = await resolveReader(payload, booking.email, booking);
  const linked = { ...booking, ...(await readBookingLinks(payload, booking)) };
  return { to: booking.email, content: await renderBrandedEmail(payload, 'booking-reminder', linked, reader) };
}
