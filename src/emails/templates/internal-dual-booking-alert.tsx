import { type AppointmentDetails as Appointment, addressLines, appointmentKind } from '../appointment.ts';
import { ActionButton } from '../components/action-button.tsx';
import { AppointmentDetails } from '../components/appointment-details.tsx';
import { Details } from '../components/details.tsx';
import { Lines } from '../components/lines.tsx';
import { Paragraph } from '../components/prose.tsx';
import { MailLink, PhoneLink } from '../components/text-link.tsx';
import { Layout } from '../layout.tsx';
import { londonMoment } from '../london-time.ts';
import type { Message } from '../message.ts';
import { oneLine } from '../one-line.ts';
import { sampleHomeVisit } from '../sample-appointment.ts';

export interface DualBooking extends Appointment {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  address: string;
  postcode: string;
  /** The booking in the admin UI. */
  adminUrl: string;
}

const fullName = ({ firstName, lastName }: DualBooking, max: number) => oneLine(`${firstName} ${lastName}`, max);

/** To the kitchen team and to the bedroom team when one visit is for both rooms (FR5.6). */
export const internalDualBookingAlert: Message<DualBooking> = {
  subject: (booking) =>
    `Kitchen + bedroom ${appointmentKind(booking.type)}, ${londonMoment(booking.startsAt)}: ${fullName(booking, 60)} (${booking.referenceCode})`,
  Body: (booking) => (
    <Layout
      preview={`${fullName(booking, 60)} · ${londonMoment(booking.startsAt)} · ${booking.referenceCode}`}
      heading="Booking for kitchen and bedroom"
      reason="This internal alert goes to the kitchen team and the bedroom team."
    >
      <Paragraph>One customer, one visit, both rooms. Please agree between the two teams who takes the lead.</Paragraph>
      <AppointmentDetails appointment={{ ...booking, address: null, postcode: null }} />
      <Details
        details={[
          { label: 'Customer', value: <strong>{fullName(booking, 200)}</strong> },
          { label: 'E-mail', value: <MailLink email={booking.email} /> },
          { label: 'Phone', value: <PhoneLink phone={booking.phone} /> },
          { label: 'Address', value: <Lines lines={addressLines(booking.address, '')} /> },
          { label: 'Postcode', value: booking.postcode },
        ]}
      />
      <ActionButton href={booking.adminUrl} label="Open the booking" />
    </Layout>
  ),
  sample: {
    ...sampleHomeVisit,
    lastName: 'Hartley',
    email: 'amelia.hartley@example.com',
    phone: '+44 7700 900461',
    address: '14 Larkspur Terrace\nHarrogate',
    postcode: 'HG1 4QT',
    adminUrl: 'https://admin.lomashwood.co.uk/admin/collections/bookings/019311ce-6a00-7000-8000-4f2d7c1b9e55',
  },
};
