import { appointmentKind, type CustomerAppointment } from '../appointment.ts';
import { AppointmentMessage } from '../components/appointment-message.tsx';
import { Note } from '../components/prose.tsx';
import type { Instant } from '../instant.ts';
import { londonMoment } from '../london-time.ts';
import type { Message } from '../message.ts';
import { sampleHomeVisit } from '../sample-appointment.ts';

export interface RescheduledAppointment extends CustomerAppointment {
  /** When it was to begin before. */
  previousStartsAt: Instant;
}

/** To the customer when the booking has moved to another slot. */
export const bookingRescheduled: Message<RescheduledAppointment> = {
  subject: ({ type, startsAt, referenceCode }) =>
    `New time: ${appointmentKind(type)}, ${londonMoment(startsAt)} (${referenceCode})`,
  Body: ({ previousStartsAt, ...appointment }) => (
    <AppointmentMessage
      appointment={appointment}
      heading="Your appointment has moved"
      introduction={`Your ${appointmentKind(appointment.type)} has a new time. The former one is free for others again.`}
      previousStartsAt={previousStartsAt}
    >
      <Note>The attached calendar entry replaces the former one in your diary.</Note>
    </AppointmentMessage>
  ),
  sample: { ...sampleHomeVisit, previousStartsAt: '2026-10-22T13:00:00.000Z' },
};
