import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';
import type { Envelope } from '../../events/envelope.ts';
import { teamAddresses } from '../settings/team-addresses.ts';
import { bookingAtEvent } from './booking-at-event.ts';
import { brandedEmail } from './branded-email.ts';
import type { Mail } from './send-email.ts';

/** Events after which a visit is for rooms that it was not for before; they say which rooms it is for then. */
export type RoomTopic = 'booking.created' | 'booking.room_added';

type Team = 'kitchen' | 'bedroom';
type Template = 'internal-booking-alert' | 'internal-dual-booking-alert';

async function alertTo(
  payload: Payload,
  team: Team,
  template: Template,
  event: Envelope<RoomTopic>,
): Promise<Mail | null> {
  const booking = await bookingAtEvent(payload, event);
  if (!booking) return null;
  const { forKitchen, forBedroom } = event.payload;
  const adminUrl = new URL(`/admin/collections/bookings/${booking.bookingId}`, domainOf(payload).publicUrl).href;
  const content = await brandedEmail(payload, template, { ...booking, forKitchen, forBedroom, adminUrl });
  return { to: (await teamAddresses(payload))[team], content };
}

/**
 * Tells a team that one visit is for kitchen and bedroom (FR5.6); null for any other visit. Each team gets a message of its
 * own, so that one address that fails does not make the other's come twice.
 */
export const dualBookingAlert =
  (team: Team) =>
  async (payload: Payload, event: Envelope<RoomTopic>): Promise<Mail | null> => {
    const { forKitchen, forBedroom } = event.payload;
    return forKitchen && forBedroom ? alertTo(payload, team, 'internal-dual-booking-alert', event) : null;
  };

/** Tells the team of its room of a visit for one room; null for a visit for both. */
export async function bookingAlert(payload: Payload, event: Envelope<RoomTopic>): Promise<Mail | null> {
  const { forKitchen, forBedroom } = event.payload;
  if (forKitchen && forBedroom) return null;
  return alertTo(payload, forKitchen ? 'kitchen' : 'bedroom', 'internal-booking-alert', event);
}
