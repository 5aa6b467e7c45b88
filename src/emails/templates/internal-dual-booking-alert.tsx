import { type AlertedBooking, alertSubject, TeamAlert } from '../components/team-alert.tsx';
import type { Message } from '../message.ts';
import { sampleAlert } from '../sample-appointment.ts';

/** To the kitchen team and to the bedroom team when one visit is for both rooms (FR5.6). */
export const internalDualBookingAlert: Message<AlertedBooking> = {
  subject: (booking) => `Kitchen + bedroom ${alertSubject(booking)}`,
  Body: (booking) => (
    <TeamAlert
      booking={booking}
      heading="Booking for kitchen and bedroom"
      reason="This internal alert goes to the kitchen team and the bedroom team."
    >
      One customer, one visit, both rooms. Please agree between the two teams who takes the lead.
    </TeamAlert>
  ),
  sample: sampleAlert,
};
