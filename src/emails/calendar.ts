import ical, { ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { withoutControls } from './control-characters.ts';
import { type Instant, utcTime } from './instant.ts';
import { oneLine } from './one-line.ts';

interface Person {
  name: string;
  email: string;
}

export interface BookingCalendarEntry {
  bookingId: string;
  /** Starts at 0 and rises with every change of the booking: calendars ignore what isn't newer than what they have. */
  sequence: number;
  cancelled: boolean;
  /** Booked, and staff have yet to confirm it. */
  tentative?: boolean;
  startsAt: Instant;
  endsAt: Instant;
  summary: string;
  location: string;
  description: string;
  organizer: Person;
  /** The customer, when the entry is sent to them by e-mail; left out for a download. */
  attendee?: Person;
  /** When the booking last changed. Not the time of sending, so that a retried job attaches the same bytes. */
  updatedAt: Instant;
}

/** Quotes can't be escaped in an iCalendar parameter (RFC 5545, 3.2). */
const person = ({ name, email }: Person) => ({
  name: oneLine(name, 100).replaceAll('"', "'") || email,
  email: email.replace(/[\p{Cc}\s]/gu, ''),
});

function statusOf({ cancelled, tentative }: BookingCalendarEntry): ICalEventStatus {
  if (cancelled) return ICalEventStatus.CANCELLED;
  return tentative ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED;
}

function method({ cancelled, attendee }: BookingCalendarEntry): ICalCalendarMethod {
  if (cancelled) return ICalCalendarMethod.CANCEL;
  return attendee ? ICalCalendarMethod.REQUEST : ICalCalendarMethod.PUBLISH;
}

/**
 * A booking as an iCalendar file (RFC 5545, times in UTC, CRLF, at most 75 octets a line). The UID is the booking's for
 * ever and SEQUENCE rises, so calendars update or remove the entry they have instead of keeping a stale one beside it.
 * REQUEST and CANCEL name the attendee; without one it is a PUBLISH (RFC 5546, 3.2). The attendee has accepted already by
 * booking, and is not asked to.
 * @throws RangeError when the times or the sequence make no sense.
 */
export function bookingCalendar(entry: BookingCalendarEntry): string {
  const start = utcTime(entry.startsAt);
  const end = utcTime(entry.endsAt);
  const updated = utcTime(entry.updatedAt);
  if (start >= end) throw new RangeError('A calendar entry must end after it starts');
  if (!Number.isSafeInteger(entry.sequence) || entry.sequence < 0) throw new RangeError('SEQUENCE counts up from 0');

  const calendar = ical({ prodId: '//Lomash Wood//Appointments//EN', method: method(entry) });
  const event = calendar.createEvent({
    id: `${entry.bookingId}@lomashwood.co.uk`,
    sequence: entry.sequence,
    stamp: updated,
    lastModified: updated,
    start,
    end,
    status: statusOf(entry),
    summary: withoutControls(entry.summary),
    location: withoutControls(entry.location),
    description: withoutControls(entry.description),
    organizer: person(entry.organizer),
  });
  if (entry.attendee) {
    event.createAttendee({ ...person(entry.attendee), rsvp: false, status: ICalAttendeeStatus.ACCEPTED });
  }
  return `${calendar.toString()}\r\n`;
}
