import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';
import { appointmentPlace, appointmentTitle } from '../../emails/appointment.ts';
import { bookingCalendar } from '../../emails/calendar.ts';
import { brandOf } from '../settings/brand.ts';
import type { BookingRow } from './read-booking.ts';

type Use = {
  /** Addressed to the customer, as in e-mails; a download is addressed to nobody. */
  invite?: boolean;
  /** Goes to an address that nobody has verified: it holds nothing then that the person who booked could write freely. */
  toUnverified?: boolean;
};

/** The calendar entry of a booking as it stands, by the company's name of now, for its owner's diary. */
export async function calendarOf(
  payload: Payload,
  booking: BookingRow,
  { invite = false, toUnverified = false }: Use = {},
): Promise<string> {
  const { company } = await brandOf(payload);
  const { bookingId, sequence, startsAt, endsAt, referenceCode, email, updatedAt } = booking;
  const place = toUnverified ? { ...booking, address: null, postcode: null } : booking;
  const name = toUnverified ? '' : `${booking.firstName} ${booking.lastName}`;
  return bookingCalendar({
    ...{ bookingId, sequence, startsAt, endsAt, updatedAt },
    cancelled: booking.status === 'CANCELLED',
    tentative: booking.status === 'PENDING',
    summary: appointmentTitle(booking, company),
    location: appointmentPlace(place).join(', '),
    description: `Reference ${referenceCode}`,
    organizer: { name: company, email: domainOf(payload).emailFrom },
    attendee: email && (invite || booking.status === 'CANCELLED') ? { name, email } : undefined,
  });
}
