import type { ReactNode } from 'react';
import { type AppointmentDetails as Appointment, addressLines, appointmentKind } from '../appointment.ts';
import { Layout } from '../layout.tsx';
import { londonMoment } from '../london-time.ts';
import { oneLine } from '../one-line.ts';
import { ActionButton } from './action-button.tsx';
import { AppointmentDetails } from './appointment-details.tsx';
import { type Detail, Details } from './details.tsx';
import { Lines } from './lines.tsx';
import { Paragraph } from './prose.tsx';
import { MailLink, PhoneLink } from './text-link.tsx';

/** What a team is told of a booking. */
export interface AlertedBooking extends Appointment {
  firstName: string;
  lastName: string;
  /** Null, as the address, for a visit to a showroom that was booked without. */
  email: string | null;
  phone: string;
  address: string | null;
  postcode: string | null;
  /** The booking in the admin UI. */
  adminUrl: string;
}

const fullName = ({ firstName, lastName }: AlertedBooking, max: number) => oneLine(`${firstName} ${lastName}`, max);

/** `home measurement, Tuesday 24 November 2026, 10:30: Amelia Hartley (BK-…)`, for subjects. */
export const alertSubject = (booking: AlertedBooking): string =>
  `${appointmentKind(booking.type)}, ${londonMoment(booking.startsAt)}: ${fullName(booking, 60)} (${booking.referenceCode})`;

type Props = { booking: AlertedBooking; heading: string; reason: string; children: ReactNode };

/** The common form of the messages that a team of ours gets about a booking: news, facts, the customer, the way to it. */
export function TeamAlert({ booking, heading, reason, children }: Props) {
  const { email, phone, address, postcode } = booking;
  const customer: (Detail | null)[] = [
    { label: 'Customer', value: <strong>{fullName(booking, 200)}</strong> },
    email ? { label: 'E-mail', value: <MailLink email={email} /> } : null,
    { label: 'Phone', value: <PhoneLink phone={phone} /> },
    address ? { label: 'Address', value: <Lines lines={addressLines(address, '')} /> } : null,
    postcode ? { label: 'Postcode', value: postcode } : null,
  ];
  return (
    <Layout
      preview={`${fullName(booking, 60)} · ${londonMoment(booking.startsAt)} · ${booking.referenceCode}`}
      heading={heading}
      reason={reason}
    >
      <Paragraph>{children}</Paragraph>
      <AppointmentDetails appointment={{ ...booking, address: null, postcode: null }} />
      <Details details={customer.filter((one) => one !== null)} />
      <ActionButton href={booking.adminUrl} label="Open the booking" />
    </Layout>
  );
}
