import type { ReactNode } from 'react';
import { ActionButton, type Detail, Details, Lines, Paragraph, PhoneTextLink, TextLink } from '../components.tsx';
import { Layout } from '../layout.tsx';
import { styles } from '../theme.ts';
import { formatGreeting, formatLondonMoment, formatLondonSpan, type Instant } from '../wording.ts';
import {
  type AppointmentData as Appointment,
  appointmentMap,
  type CustomerAppointment,
  formatAppointmentKind,
  formatAppointmentRooms,
  toPlaceLines,
} from './appointment.ts';

interface AppointmentDetailsProps {
  appointment: Appointment;
  /** The start before the appointment was rescheduled. */
  previousStartsAt?: Instant | null;
}

const capitalise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The details of an appointment: reference, type, rooms, time in London, location. */
export function AppointmentDetails({ appointment, previousStartsAt }: AppointmentDetailsProps) {
  const place = toPlaceLines(appointment);
  const phone = appointment.type === 'SHOWROOM' ? appointment.showroom?.phone : undefined;
  const details: Detail[] = [
    { label: 'Reference', value: <strong style={styles.unbroken}>{appointment.referenceCode}</strong> },
    { label: 'Type', value: capitalise(formatAppointmentKind(appointment.type)) },
    { label: 'For', value: capitalise(formatAppointmentRooms(appointment)) },
    { label: 'When', value: <TimeSpan text={formatLondonSpan(appointment.startsAt, appointment.endsAt)} /> },
  ];
  if (previousStartsAt) {
    details.push({
      label: 'Previously',
      value: (
        <s className="muted" style={styles.former}>
          {formatLondonMoment(previousStartsAt)}
        </s>
      ),
    });
  }
  if (place.length > 0) details.push({ label: 'Where', value: <Lines lines={place} /> });
  const map = appointmentMap(appointment);
  if (map) details.push({ label: 'Map', value: <TextLink href={map}>Get directions</TextLink> });
  if (phone) details.push({ label: 'Phone', value: <PhoneTextLink phone={phone} /> });
  return <Details details={details} />;
}

interface TimeSpanProps {
  /** The output of `formatLondonSpan`. */
  text: string;
}

const HOURS = /(\d\d:\d\d–\d\d:\d\d)/;

/** A time span whose hours are not broken across lines. */
function TimeSpan({ text }: TimeSpanProps) {
  const [day, hours, rest] = text.split(HOURS);
  return (
    <strong>
      {day}
      {hours && <span style={styles.unbroken}>{hours}</span>}
      {rest}
    </strong>
  );
}

interface AppointmentMessageProps {
  appointment: CustomerAppointment;
  heading: string;
  /** The message's main statement, right after the greeting. */
  introduction: ReactNode;
  previousStartsAt?: Instant | null;
  action?: { label: string; href: string | null | undefined };
  /** Notes below the details. */
  children?: ReactNode;
}

/** The common layout of messages to a customer about an appointment: introduction, details, action. */
export function AppointmentMessage(props: AppointmentMessageProps) {
  const { appointment, heading, introduction, previousStartsAt, children } = props;
  const { label, href } = props.action ?? { label: 'Change or cancel your booking', href: appointment.manageUrl };
  return (
    <Layout
      preview={`${formatLondonMoment(appointment.startsAt)} · ${appointment.referenceCode}`}
      heading={heading}
      reason="You are receiving this e-mail because an appointment was booked with this address."
    >
      <Paragraph>{formatGreeting(appointment.firstName)}</Paragraph>
      <Paragraph>{introduction}</Paragraph>
      <AppointmentDetails appointment={appointment} previousStartsAt={previousStartsAt} />
      {href && <ActionButton href={href} label={label} />}
      {children}
    </Layout>
  );
}
