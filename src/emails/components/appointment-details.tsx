import {
  type AppointmentDetails as Appointment,
  appointmentKind,
  appointmentPlace,
  appointmentRooms,
} from '../appointment.ts';
import type { Instant } from '../instant.ts';
import { londonMoment, londonSpan } from '../london-time.ts';
import { styles } from '../theme.ts';
import { type Detail, Details } from './details.tsx';
import { Lines } from './lines.tsx';
import { PhoneLink } from './text-link.tsx';
import { TimeSpan } from './time-span.tsx';

interface AppointmentDetailsProps {
  appointment: Appointment;
  /** When it was to begin before it was moved. */
  previousStartsAt?: Instant | null;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The facts of one appointment: reference, kind, rooms, time in London, place. */
export function AppointmentDetails({ appointment, previousStartsAt }: AppointmentDetailsProps) {
  const place = appointmentPlace(appointment);
  const phone = appointment.type === 'SHOWROOM' ? appointment.showroom?.phone : undefined;
  const details: Detail[] = [
    { label: 'Reference', value: <strong style={styles.unbroken}>{appointment.referenceCode}</strong> },
    { label: 'Type', value: capitalised(appointmentKind(appointment.type)) },
    { label: 'For', value: capitalised(appointmentRooms(appointment)) },
    { label: 'When', value: <TimeSpan text={londonSpan(appointment.startsAt, appointment.endsAt)} /> },
  ];
  if (previousStartsAt) {
    details.push({
      label: 'Before',
      value: (
        <s className="muted" style={styles.former}>
          {londonMoment(previousStartsAt)}
        </s>
      ),
    });
  }
  if (place.length > 0) details.push({ label: 'Where', value: <Lines lines={place} /> });
  if (phone) details.push({ label: 'Phone', value: <PhoneLink phone={phone} /> });
  return <Details details={details} />;
}
