import { type AppointmentType, appointmentKind, appointmentRooms, type CustomerAppointment } from '../appointment.ts';
import { AppointmentMessage } from '../components/appointment-message.tsx';
import { Note } from '../components/prose.tsx';
import { londonMoment } from '../london-time.ts';
import type { Message } from '../message.ts';
import { sampleHomeVisit } from '../sample-appointment.ts';

const preparation: Record<AppointmentType, string> = {
  HOME_MEASUREMENT: 'Please make sure that somebody is at home and that walls and windows can be reached.',
  SHOWROOM: 'If you have photos or rough measurements of your room, please bring them along.',
  ONLINE: 'Please have photos and rough measurements of your room at hand.',
};

/** To the customer a day before the appointment. */
export const bookingReminder: Message<CustomerAppointment> = {
  subject: ({ type, startsAt, referenceCode }) =>
    `Reminder: ${appointmentKind(type)}, ${londonMoment(startsAt)} (${referenceCode})`,
  Body: (appointment) => (
    <AppointmentMessage
      appointment={appointment}
      heading="We will see you soon"
      introduction={`A short reminder of the ${appointmentKind(appointment.type)} for your ${appointmentRooms(appointment)}.`}
    >
      <Note>{preparation[appointment.type]} If the time no longer suits you, please let us know.</Note>
    </AppointmentMessage>
  ),
  sample: sampleHomeVisit,
};
