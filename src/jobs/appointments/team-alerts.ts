import type { Payload } from 'payload';
import type { Envelope } from '../../events/emit.ts';
import { countLaterBookingChanges, readBookingStatusAt } from '../../events/read-events.ts';
import { ERASED_EMAIL, showPhone } from '../../lib/contact.ts';
import { toDate } from '../../lib/dates.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { findBooking } from '../../services/appointments/read-booking.ts';
import { readTeamAddresses } from '../../services/settings/index.ts';
import { type Mail, renderBrandedEmail } from '../send-email.ts';

export type BookingTopic = Extract<Envelope['topic'], `booking.${string}`>;

type Booking = NonNullable<Awaited<ReturnType<typeof findBooking>>>;

/**
 * Reads the booking as it was at the event, so that a late e-mail describes its own event instead of a later change. Null if
 * there is no recipient, because the booking was deleted or its customer erased.
 */
export async function readBookingAtEvent(payload: Payload, event: Envelope<BookingTopic>): Promise<Booking | null> {
  const stored = await findBooking(payload, event.payload.bookingId);
  if (!stored || stored.email === ERASED_EMAIL) return null;
  const booking = withDialledPhones(stored);
  const startsAt = toDate(event.payload.slotStartsAt);
  const cancelled = event.topic === 'booking.cancelled';
  const isRescheduled = startsAt.getTime() !== booking.startsAt.getTime();
  if (!isRescheduled && cancelled === (booking.status === 'CANCELLED')) return booking;
  const durationMs = booking.endsAt.getTime() - booking.startsAt.getTime();
  return {
    ...booking,
    startsAt,
    endsAt: new Date(startsAt.getTime() + durationMs),
    status: await readBookingStatusAt(payload, event),
    sequence: Math.max(0, booking.sequence - (await countLaterBookingChanges(payload, event))),
    updatedAt: toDate(event.timestamp),
  };
}

/** Formats the phone numbers, which are stored in E.164, as people dial them. */
const withDialledPhones = (booking: Booking): Booking => ({
  ...booking,
  phone: booking.phone && showPhone(booking.phone),
  showroom: booking.showroom && {
    ...booking.showroom,
    phone: booking.showroom.phone && showPhone(booking.showroom.phone),
  },
});

/** The events that add rooms to an appointment. Their payload contains all rooms of the appointment, not only the added ones. */
export type RoomTopic = 'booking.created' | 'booking.room_added';

type Team = 'kitchen' | 'bedroom';
type Template = 'internal-booking-alert' | 'internal-dual-booking-alert';

async function buildTeamAlert(
  payload: Payload,
  team: Team,
  template: Template,
  event: Envelope<RoomTopic>,
): Promise<Mail | null> {
  const booking = await readBookingAtEvent(payload, event);
  if (!booking) return null;
  const { forKitchen, forBedroom } = event.payload;
  const adminUrl = new URL(`/admin/collections/bookings/${booking.bookingId}`, runtimeOf(payload).publicUrl).href;
  const content = await renderBrandedEmail(payload, template, { ...booking, forKitchen, forBedroom, adminUrl });
  return { to: (await readTeamAddresses(payload))[team], content };
}

/**
 * Creates a builder for the alert to a team about an appointment for both kitchen and bedroom; the builder returns null for other
 * appointments. Each team gets its own e-mail, so that a failure for one address does not repeat the e-mail to the other.
 */
export const createDualBookingAlert =
  (team: Team) =>
  async (payload: Payload, event: Envelope<RoomTopic>): Promise<Mail | null> => {
    const { forKitchen, forBedroom } = event.payload;
    return forKitchen && forBedroom ? buildTeamAlert(payload, team, 'internal-dual-booking-alert', event) : null;
  };

/** Builds the alert to the responsible team about an appointment for one room. Null if the appointment is for both rooms. */
export async function buildBookingAlert(payload: Payload, event: Envelope<RoomTopic>): Promise<Mail | null> {
  const { forKitchen, forBedroom } = event.payload;
  if (forKitchen && forBedroom) return null;
  return buildTeamAlert(payload, forKitchen ? 'kitchen' : 'bedroom', 'internal-booking-alert', event);
}
