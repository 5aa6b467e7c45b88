import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';
import { appointmentPlace, appointmentTitle } from '../../emails/appointment.ts';
import { bookingCalendar } from '../../emails/calendar.ts';
import { brandOf } from '../settings/brand.ts';
import type { BookingRow } from './read-booking.ts';

/** The calendar entry of a booking as it stands, by the company's name of now, for its owner's diary. `invite` addresses it to them, as e-mails do. */
export async function calendarOf(payload: Payload, booking: BookingRow, { invite = false } = {}): Promise<string> {
  const { company } = await brandOf(payload);
  const { bookingId, sequence, startsAt, endsAt, referenceCode, email, firstName, lastName, updatedAt } = booking;
  return bookingCalendar({
    ...{ bookingId, sequence, startsAt, endsAt, updatedAt },
    cancelled: booking.status === 'CANCELLED',
    summary: appointmentTitle(booking, company),
    location: appointmentPlace(booking).join(', '),
    description: `Reference ${referenceCode}`,
    organizer: { name: company, email: domainOf(payload).emailFrom },
    attendee: invite || booking.status === 'CANCELLED' ? { name: `${firstName} ${lastName}`, email } : undefined,
  });
}
