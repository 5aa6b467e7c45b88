import type { Payload } from 'payload';
import { formatAppointmentTitle, toPlaceLines } from '../../emails/appointments/appointment.ts';
import { renderIcs } from '../../emails/appointments/render-ics.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { customerPages, readBrand } from '../settings/index.ts';
import type { BookingRow } from './read-booking.ts';

/** Links to pages of the website about a booking. A link is null if the website does not have the page. */
export type BookingLinks = {
  /**
   * The page where the customer changes or cancels the booking. Null for a booking without an account, because the page requires
   * signing in.
   */
  manageUrl: string | null;
  /** The page for a new booking. */
  bookingUrl: string | null;
};

/** Returns the links about a booking for e-mails and calendar entries. */
export async function readBookingLinks(
  payload: Payload,
  { bookingId, customerId }: { bookingId: string; customerId: string | null },
): Promise<BookingLinks> {
  const pages = await customerPages(payload);
  return { manageUrl: customerId ? pages.booking(bookingId) : null, bookingUrl: pages.book };
}

type IcsOptions = {
  /** Adds the customer as attendee, for e-mails. A downloaded entry has no attendee unless the booking is cancelled. */
  invite?: boolean;
  /**
   * Omits the customer's name and postal address. Set this for e-mails to an unverified address, because a stranger may have made
   * the booking.
   */
  toUnverified?: boolean;
};

/** Renders the calendar entry (iCalendar) of a booking, with the company's current name. */
export async function renderBookingIcs(
  payload: Payload,
  booking: BookingRow,
  { invite = false, toUnverified = false }: IcsOptions = {},
): Promise<string> {
  const { company } = await readBrand(payload);
  const { bookingId, sequence, startsAt, endsAt, referenceCode, email, updatedAt } = booking;
  const place = toUnverified ? { ...booking, address: null, postcode: null } : booking;
  const { manageUrl } = await readBookingLinks(payload, booking);
  const changes = manageUrl && booking.status !== 'CANCELLED' ? manageUrl : undefined;
  const name = toUnverified ? '' : `${booking.firstName} ${booking.lastName}`;
  return renderIcs({
    ...{ bookingId, sequence, startsAt, endsAt, updatedAt },
    cancelled: booking.status === 'CANCELLED',
    tentative: booking.status === 'PENDING',
    summary: formatAppointmentTitle(booking, company),
    location: toPlaceLines(place).join(', '),
    description: changes ? `Reference ${referenceCode}\nChange or cancel: ${changes}` : `Reference ${referenceCode}`,
    url: changes,
    organizer: { name: company, email: runtimeOf(payload).emailFrom },
    attendee: email && (invite || booking.status === 'CANCELLED') ? { name, email } : undefined,
  });
}
