import ical, { ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { removeControls, toOneLine } from '../../lib/text.ts';
import { type Instant, toUtcTime } from '../wording.ts';

interface IcsPerson {
  name: string;
  email: string;
}

export interface IcsInput {
  bookingId: string;
  /**
   * Rises with every change of the booking's status or slot. A calendar ignores an entry whose number has not risen.
   */
  sequence: number;
  cancelled: boolean;
  /** True if staff have not confirmed the booking yet. */
  tentative?: boolean;
  startsAt: Instant;
  endsAt: Instant;
  summary: string;
  location: string;
  description: string;
  /** The page on which the customer changes or cancels the booking. */
  url?: string | undefined;
  organizer: IcsPerson;
  /** The customer, when the entry is sent to them by e-mail; omitted for a download. */
  attendee?: IcsPerson;
  /** The time of the booking's last change. The time of sending would differ in a retry, which must attach the same bytes. */
  updatedAt: Instant;
}

/**
 * Replaces quotes, which RFC 5545 (3.2) does not allow in a parameter. ical-generator would write `^'` (RFC 6868) instead, which
 * calendars that do not know this RFC show to the reader.
 */
const toIcsPerson = ({ name, email }: IcsPerson) => ({
  name: toOneLine(name, 100).replaceAll('"', "'") || email,
  email: email.replace(/[\p{Cc}\s]/gu, ''),
});

function toIcsStatus({ cancelled, tentative }: IcsInput): ICalEventStatus {
  if (cancelled) return ICalEventStatus.CANCELLED;
  return tentative ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED;
}

function toIcsMethod({ cancelled, attendee }: IcsInput): ICalCalendarMethod {
  if (cancelled) return ICalCalendarMethod.CANCEL;
  return attendee ? ICalCalendarMethod.REQUEST : ICalCalendarMethod.PUBLISH;
}

/**
 * Renders a booking as an iCalendar file (RFC 5545, times in UTC, CRLF, at most 75 octets a line). The UID of a booking never
 * changes and SEQUENCE rises, so calendars update or remove their entry instead of adding a second one. For a cancelled booking,
 * the method is CANCEL; for other bookings it is REQUEST with an attendee, and PUBLISH without one (RFC 5546, 3.2). No reply is
 * requested, because a customer who books an appointment has accepted it.
 * @throws RangeError when the times or the sequence are invalid.
 */
export function renderIcs(entry: IcsInput): string {
  const start = toUtcTime(entry.startsAt);
  const end = toUtcTime(entry.endsAt);
  const updated = toUtcTime(entry.updatedAt);
  if (start >= end) throw new RangeError('A calendar entry must end after it starts');
  if (!Number.isSafeInteger(entry.sequence) || entry.sequence < 0)
    throw new RangeError('SEQUENCE must be a whole number of 0 or more');

  const calendar = ical({ prodId: '//Lomash Wood//Appointments//EN', method: toIcsMethod(entry) });
  const event = calendar.createEvent({
    id: `${entry.bookingId}@lomashwood.co.uk`,
    sequence: entry.sequence,
    stamp: updated,
    lastModified: updated,
    start,
    end,
    status: toIcsStatus(entry),
    summary: removeControls(entry.summary),
    location: removeControls(entry.location),
    description: removeControls(entry.description),
    organizer: toIcsPerson(entry.organizer),
    url: entry.url ?? null,
  });
  if (entry.attendee) {
    event.createAttendee({ ...toIcsPerson(entry.attendee), rsvp: false, status: ICalAttendeeStatus.ACCEPTED });
  }
  return `${calendar.toString()}\r\n`;
}
