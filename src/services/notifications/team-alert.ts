import type { Payload } from 'payload';
import { domainOf } from '../../domain.ts';
import type { Envelope } from '../../events/envelope.ts';
import { teamAddresses } from '../settings/team-addresses.ts';
import { bookingAtEvent } from './booking-at-event.ts';
import { brandedEmail } from './branded-email.ts';
import type { Mail } from './send-email.ts';

/**
 * Tells a team that one visit is for kitchen and bedroom (FR5.6); null for any other visit. Each team gets a message of its
 * own, so that one address that fails does not make the other's come twice.
 */
export const dualBookingAlert =
  (team: 'kitchen' | 'bedroom') =>
  async (payload: Payload, event: Envelope<'booking.created'>): Promise<Mail | null> => {
    if (!event.payload.forKitchen || !event.payload.forBedroom) return null;
    const booking = await bookingAtEvent(payload, event);
    if (!booking) return null;
    const adminUrl = new URL(`/admin/collections/bookings/${booking.bookingId}`, domainOf(payload).publicUrl).href;
    const content = await brandedEmail(payload, 'internal-dual-booking-alert', { ...booking, adminUrl });
    return { to: (await teamAddresses(payload))[team], content };
  };
