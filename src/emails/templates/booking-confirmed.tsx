import { appointmentKind, appointmentRooms, type CustomerAppointment } from '../appointment.ts';
import { AppointmentMessage } from '../components/appointment-message.tsx';
import { Note } from '../components/prose.tsx';
import { londonMoment } from '../london-time.ts';
import type { Message } from '../message.ts';
import { sampleShowroomVisit } from '../sample-appointment.ts';

/** To the customer when staff have confirmed the booking. */
export const bookingConfirmed: Message<CustomerAppointment> = {
  subject: ({ type, startsAt, referenceCode }) =>
    `Confirmed: ${appointmentKind(type)}, ${londonMoment(startsAt)} (${referenceCode})`,
  Body: (appointment) => (
    <AppointmentMessage
      appointment={appointment}
      heading="Your appointment is confirmed"
      introduction={`Our team has confirmed the ${appointmentKind(appointment.type)} for your ${appointmentRooms(appointment)}. We look forward to meeting you.`}
    >
      <Note>The attached calendar entry brings your diary up to date.</Note>
    </AppointmentMessage>
  ),
  sample: sampleShowroomVisit,
};
