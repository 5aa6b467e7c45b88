import type { Message } from '../brand.ts';
import { Note } from '../components.tsx';
import { formatLondonMoment, type Instant } from '../wording.ts';
import {
  type AppointmentType,
  type CustomerAppointment,
  formatAppointmentKind,
  formatAppointmentRooms,
  sampleHomeAppointment,
  sampleShowroomAppointment,
} from './appointment.ts';
import { AppointmentMessage } from './appointment-message.tsx';

export interface CancelledAppointment extends CustomerAppointment {
  /** The page on which to book another appointment. */
  bookingUrl?: string | null;
}

/** Sent to the customer when the booking is cancelled, by the customer or by staff. */
export const bookingCancelled: Message<CancelledAppointment> = {
  subject: ({ type, startsAt, referenceCode }) =>
    `Cancelled: ${formatAppointmentKind(type)}, ${formatLondonMoment(startsAt)} (${referenceCode})`,
  Body: ({ bookingUrl, ...appointment }) => (
    <AppointmentMessage
      appointment={appointment}
      heading="Your appointment is cancelled"
      introduction={`The ${formatAppointmentKind(appointment.type)} below will not take place. We would be glad to see you at another time.`}
      action={{ label: 'Book another time', href: bookingUrl }}
    >
      <Note>
        The attached calendar entry removes the appointment from your diary. If you did not expect this message, please
        contact us and quote the reference.
      </Note>
    </AppointmentMessage>
  ),
  sample: { ...sampleShowroomAppointment, bookingUrl: 'https://www.lomashwood.co.uk/appointments' },
};

const whatToExpect: Record<AppointmentType, string> = {
  HOME_MEASUREMENT:
    'Our surveyor will measure your rooms and talk through your ideas. Please make sure that walls and windows can be reached.',
  SHOWROOM: 'A designer will be expecting you. Photos and rough measurements of your room help, if you have them.',
  ONLINE: 'We will send you the link to join before we start. Please have photos and rough measurements at hand.',
};

/** Sent to the customer as soon as the booking is stored; staff have not confirmed it yet. */
export const bookingConfirmation: Message<CustomerAppointment> = {
  subject: ({ type, startsAt, referenceCode }) =>
    `We have your booking: ${formatAppointmentKind(type)}, ${formatLondonMoment(startsAt)} (${referenceCode})`,
  Body: (appointment) => (
    <AppointmentMessage
      appointment={appointment}
      heading="Thank you for your booking"
      introduction={`We have reserved the time below for the ${formatAppointmentKind(appointment.type)} for your ${formatAppointmentRooms(appointment)}. You will hear from us again as soon as our team has confirmed it.`}
    >
      <Note>{whatToExpect[appointment.type]}</Note>
      <Note>The attached calendar entry adds the appointment to your diary.</Note>
    </AppointmentMessage>
  ),
  sample: sampleHomeAppointment,
};

/** Sent to the customer when staff have confirmed the booking. */
export const bookingConfirmed: Message<CustomerAppointment> = {
  subject: ({ type, startsAt, referenceCode }) =>
    `Confirmed: ${formatAppointmentKind(type)}, ${formatLondonMoment(startsAt)} (${referenceCode})`,
  Body: (appointment) => (
    <AppointmentMessage
      appointment={appointment}
      heading="Your appointment is confirmed"
      introduction={`Our team has confirmed the ${formatAppointmentKind(appointment.type)} for your ${formatAppointmentRooms(appointment)}. We look forward to meeting you.`}
    >
      <Note>The attached calendar entry updates your diary.</Note>
    </AppointmentMessage>
  ),
  sample: sampleShowroomAppointment,
};

export interface ReinstatedAppointment extends CustomerAppointment {
  /** Whether staff had confirmed the booking before it was cancelled. */
  isConfirmed: boolean;
}

/** Sent to the customer when staff have taken back the cancellation of the booking. */
export const bookingReinstated: Message<ReinstatedAppointment> = {
  subject: ({ type, startsAt, referenceCode }) =>
    `Not cancelled: ${formatAppointmentKind(type)}, ${formatLondonMoment(startsAt)} (${referenceCode})`,
  Body: ({ isConfirmed, ...appointment }) => (
    <AppointmentMessage
      appointment={appointment}
      heading="Your appointment takes place after all"
      introduction={`We cancelled the ${formatAppointmentKind(appointment.type)} below by mistake. It takes place as booked${isConfirmed ? ', and it is confirmed' : '. You will hear from us again as soon as our team has confirmed it'}. We are sorry for the confusion.`}
    >
      <Note>The attached calendar entry puts the appointment back into your diary.</Note>
    </AppointmentMessage>
  ),
  sample: { ...sampleShowroomAppointment, isConfirmed: true },
};

const preparation: Record<AppointmentType, string> = {
  HOME_MEASUREMENT: 'Please make sure that somebody is at home and that walls and windows can be reached.',
  SHOWROOM: 'If you have photos or rough measurements of your room, please bring them along.',
  ONLINE: 'Please have photos and rough measurements of your room at hand.',
};

/** Sent to the customer a day before the appointment. */
export const bookingReminder: Message<CustomerAppointment> = {
  subject: ({ type, startsAt, referenceCode }) =>
    `Reminder: ${formatAppointmentKind(type)}, ${formatLondonMoment(startsAt)} (${referenceCode})`,
  Body: (appointment) => (
    <AppointmentMessage
      appointment={appointment}
      heading="We will see you soon"
      introduction={`A short reminder of the ${formatAppointmentKind(appointment.type)} for your ${formatAppointmentRooms(appointment)}.`}
    >
      <Note>{preparation[appointment.type]} If the time no longer suits you, please let us know.</Note>
    </AppointmentMessage>
  ),
  sample: sampleHomeAppointment,
};

export interface RescheduledAppointment extends CustomerAppointment {
  /** The start before the booking was rescheduled. */
  previousStartsAt: Instant;
}

/** Sent to the customer when the booking is rescheduled to another slot. */
export const bookingRescheduled: Message<RescheduledAppointment> = {
  subject: ({ type, startsAt, referenceCode }) =>
    `New time: ${formatAppointmentKind(type)}, ${formatLondonMoment(startsAt)} (${referenceCode})`,
  Body: ({ previousStartsAt, ...appointment }) => (
    <AppointmentMessage
      appointment={appointment}
      heading="Your appointment has moved"
      introduction={`Your ${formatAppointmentKind(appointment.type)} has a new time. The previous time is no longer reserved for you.`}
      previousStartsAt={previousStartsAt}
    >
      <Note>The attached calendar entry replaces the previous one in your diary.</Note>
    </AppointmentMessage>
  ),
  sample: { ...sampleHomeAppointment, previousStartsAt: '2026-10-22T13:00:00.000Z' },
};
