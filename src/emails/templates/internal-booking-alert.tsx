import { appointmentRooms } from '../appointment.ts';
import { type AlertedBooking, alertSubject, TeamAlert } from '../components/team-alert.tsx';
import type { Message } from '../message.ts';
import { sampleAlert } from '../sample-appointment.ts';

/** To the team of its room when a visit for one room is booked. */
export const internalBookingAlert: Message<AlertedBooking> = {
  subject: (booking) => `New ${appointmentRooms(booking)} ${alertSubject(booking)}`,
  Body: (booking) => (
    <TeamAlert
      booking={booking}
      heading={`Booking for a ${appointmentRooms(booking)}`}
      reason={`This internal alert goes to the ${appointmentRooms(booking)} team.`}
    >
      A visit for a {appointmentRooms(booking)} is booked. Please confirm it, unless that has been done already.
    </TeamAlert>
  ),
  sample: { ...sampleAlert, forBedroom: false },
};
