import type { ReactNode } from 'react';
import type { CustomerAppointment } from '../appointment.ts';
import { greeting } from '../greeting.ts';
import type { Instant } from '../instant.ts';
import { Layout } from '../layout.tsx';
import { londonMoment } from '../london-time.ts';
import { ActionButton } from './action-button.tsx';
import { AppointmentDetails } from './appointment-details.tsx';
import { Paragraph } from './prose.tsx';

interface AppointmentMessageProps {
  appointment: CustomerAppointment;
  heading: string;
  /** The news, right after the greeting. */
  introduction: ReactNode;
  previousStartsAt?: Instant | null;
  action?: { label: string; href: string | null | undefined };
  /** Remarks below the facts. */
  children?: ReactNode;
}

/** The common form of the messages a customer gets about an appointment: news, facts, what to do. */
export function AppointmentMessage(props: AppointmentMessageProps) {
  const { appointment, heading, introduction, previousStartsAt, children } = props;
  const { label, href } = props.action ?? { label: 'Manage your booking', href: appointment.manageUrl };
  return (
    <Layout
      preview={`${londonMoment(appointment.startsAt)} · ${appointment.referenceCode}`}
      heading={heading}
      reason="You receive this because an appointment was booked with this address."
    >
      <Paragraph>{greeting(appointment.firstName)}</Paragraph>
      <Paragraph>{introduction}</Paragraph>
      <AppointmentDetails appointment={appointment} previousStartsAt={previousStartsAt} />
      {href && <ActionButton href={href} label={label} />}
      {children}
    </Layout>
  );
}
