import { appointmentKind, type CustomerAppointment } from '../appointment.ts';
import { AppointmentMessage } from '../components/appointment-message.tsx';
import { Note } from '../components/prose.tsx';
import { londonMoment } from '../london-time.ts';
import type { Message } from '../message.ts';
import { sampleShowroomVisit } from '../sample-appointment.ts';

export interface CancelledAppointment extends CustomerAppointment {
  /** Page on which another appointment can be booked. */
  bookingUrl?: string | null;
}

/** To the customer when the booking is cancelled, by whomever. */
export const bookingCancelled: Message<CancelledAppointment> = {
  subject: ({ type, startsAt, referenceCode }) =>
    `Cancelled: ${appointmentKind(type)}, ${londonMoment(startsAt)} (${referenceCode})`,
  Body: ({ bookingUrl, ...appointment }) => (
    <AppointmentMessage
      appointment={appointment}
      heading="Your appointment is cancelled"
      introduction={`The ${appointmentKind(appointment.type)} below will not take place. We would be glad to see you at another time.`}
      action={{ label: 'Book another time', href: bookingUrl }}
    >
      <Note>
        The attached calendar entry removes it from your diary. If you did not expect this message, please contact us
        and quote the reference.
      </Note>
    </AppointmentMessage>
  ),
  sample: { ...sampleShowroomVisit, bookingUrl: 'https://www.lomashwood.co.uk/appointments' },
};
