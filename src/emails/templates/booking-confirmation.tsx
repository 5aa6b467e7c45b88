import { type AppointmentType, appointmentKind, appointmentRooms, type CustomerAppointment } from '../appointment.ts';
import { AppointmentMessage } from '../components/appointment-message.tsx';
import { Note } from '../components/prose.tsx';
import { londonMoment } from '../london-time.ts';
import type { Message } from '../message.ts';
import { sampleHomeVisit } from '../sample-appointment.ts';

const whatToExpect: Record<AppointmentType, string> = {
  HOME_MEASUREMENT:
    'Our surveyor will measure your rooms and talk through your ideas. Please make sure that walls and windows can be reached.',
  SHOWROOM: 'A designer will be expecting you. Photos and rough measurements of your room help, if you have them.',
  ONLINE: 'We will send you the link to join before we start. Please have photos and rough measurements at hand.',
};

/** To the customer as soon as the booking is stored; staff have yet to confirm it. */
export const bookingConfirmation: Message<CustomerAppointment> = {
  subject: ({ type, startsAt, referenceCode }) =>
    `We have your booking: ${appointmentKind(type)}, ${londonMoment(startsAt)} (${referenceCode})`,
  Body: (appointment) => (
    <AppointmentMessage
      appointment={appointment}
      heading="Thank you for your booking"
      introduction={`We have reserved the time below for the ${appointmentKind(appointment.type)} for your ${appointmentRooms(appointment)}. You will hear from us again as soon as our team has confirmed it.`}
    >
      <Note>{whatToExpect[appointment.type]}</Note>
      <Note>The attached calendar entry adds the appointment to your diary.</Note>
    </AppointmentMessage>
  ),
  sample: sampleHomeVisit,
};
