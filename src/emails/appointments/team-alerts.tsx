import type { ReactNode } from 'react';
import { toOneLine } from '../../lib/text.ts';
import type { Message } from '../brand.ts';
import { ActionButton, type Detail, Details, EmailTextLink, Lines, Paragraph, PhoneTextLink } from '../components.tsx';
import { Layout } from '../layout.tsx';
import { formatLondonMoment } from '../wording.ts';
import {
  type AppointmentData as Appointment,
  formatAppointmentKind,
  formatAppointmentRooms,
  sampleAlert,
  toAddressLines,
} from './appointment.ts';
import { AppointmentDetails } from './appointment-message.tsx';

/** The data of a booking in alerts to a team. */
export interface AlertedBooking extends Appointment {
  firstName: string;
  lastName: string;
  /** Null for a showroom visit that was booked without an e-mail address. */
  email: string | null;
  phone: string;
  address: string | null;
  postcode: string | null;
  /** The URL of the booking in the admin UI. */
  adminUrl: string;
}

const fullName = ({ firstName, lastName }: AlertedBooking, max: number) => toOneLine(`${firstName} ${lastName}`, max);

/** An alert's subject without its first words: `home measurement, Tuesday 24 November 2026, 10:30: Amelia Hartley (BK-…)`. */
export const toAlertSubject = (booking: AlertedBooking): string =>
  `${formatAppointmentKind(booking.type)}, ${formatLondonMoment(booking.startsAt)}: ${fullName(booking, 60)} (${booking.referenceCode})`;

type Props = { booking: AlertedBooking; heading: string; reason: string; children: ReactNode };

/** The common layout of alerts to a team about a booking: text, details, customer, link to the booking. */
export function TeamAlert({ booking, heading, reason, children }: Props) {
  const { email, phone, address, postcode } = booking;
  const customer: (Detail | null)[] = [
    { label: 'Customer', value: <strong>{fullName(booking, 200)}</strong> },
    email ? { label: 'E-mail', value: <EmailTextLink email={email} /> } : null,
    { label: 'Phone', value: <PhoneTextLink phone={phone} /> },
    address ? { label: 'Address', value: <Lines lines={toAddressLines(address, '')} /> } : null,
    postcode ? { label: 'Postcode', value: postcode } : null,
  ];
  return (
    <Layout
      preview={`${fullName(booking, 60)} · ${formatLondonMoment(booking.startsAt)} · ${booking.referenceCode}`}
      heading={heading}
      reason={reason}
    >
      <Paragraph>{children}</Paragraph>
      <AppointmentDetails appointment={{ ...booking, address: null, postcode: null }} />
      <Details details={customer.filter((detail) => detail !== null)} />
      <ActionButton href={booking.adminUrl} label="Open the booking" />
    </Layout>
  );
}

/** Sent to the team concerned when an appointment for one room is booked. */
export const internalBookingAlert: Message<AlertedBooking> = {
  subject: (booking) => `New ${formatAppointmentRooms(booking)} ${toAlertSubject(booking)}`,
  Body: (booking) => (
    <TeamAlert
      booking={booking}
      heading={`Booking for a ${formatAppointmentRooms(booking)}`}
      reason={`This internal alert goes to the ${formatAppointmentRooms(booking)} team.`}
    >
      A customer has booked a visit for a {formatAppointmentRooms(booking)}. Please confirm it, unless somebody has
      already done so.
    </TeamAlert>
  ),
  sample: { ...sampleAlert, forBedroom: false },
};

/** Sent to the kitchen team and to the bedroom team when an appointment for both rooms is booked. */
export const internalDualBookingAlert: Message<AlertedBooking> = {
  subject: (booking) => `Kitchen + bedroom ${toAlertSubject(booking)}`,
  Body: (booking) => (
    <TeamAlert
      booking={booking}
      heading="Booking for kitchen and bedroom"
      reason="This internal alert goes to the kitchen team and the bedroom team."
    >
      A customer has booked one visit for both rooms. Please agree between the two teams who takes the lead.
    </TeamAlert>
  ),
  sample: sampleAlert,
};
