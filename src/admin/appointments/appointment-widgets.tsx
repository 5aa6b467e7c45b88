import '../shared/tokens.css';
import { Link } from '@payloadcms/ui';
import type { WidgetServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { toLondon } from '../../lib/dates.ts';
import { listPendingAppointments } from '../../services/appointments/dashboard.ts';
import { listAppointments, type StaffAppointment } from '../../services/appointments/list-bookings.ts';
import { findPresetQuery, type PresetName } from '../shared/create-list-preset.ts';
import { Card, Column, Columns, Pill } from '../shared/elements.tsx';
import { formatLondonDay, formatLondonLongDay, formatLondonTime, toLondonDayKey } from '../shared/format.ts';
import { bookingPresets } from '../shared/preset-definitions.ts';
import { type AdminText, adminText } from '../strings/admin-text.ts';
import { formatPlace, formatRooms, STATUS_LABELS, STATUS_TONES, TYPE_COLOURS } from './booking-labels.ts';
import styles from './widgets.module.css';

type Props = {
  text: AdminText;
  appointments: StaffAppointment[];
  adminRoute: string;
  label?: (appointment: StaffAppointment) => string;
  showStatus?: boolean;
};

/** A list of appointments, one per line, each with a link to its booking. */
export const AppointmentList = ({
  text,
  appointments,
  adminRoute,
  label = formatStartTime,
  showStatus = true,
}: Props) => (
  <ul className={styles.list}>
    {appointments.map((appointment) => (
      <li key={appointment.bookingId}>
        <Link
          className={styles.visit}
          href={`${adminRoute}/collections/bookings/${appointment.bookingId}`}
          prefetch={false}
        >
          <span className={styles.bar} style={{ background: TYPE_COLOURS[appointment.type] }} />
          <span className={label === formatStartTime ? styles.time : styles.moment}>{label(appointment)}</span>
          <span className={styles.who}>
            <strong>{appointment.name}</strong>
            <span className={styles.what}>
              {formatPlace(text, appointment)} · {formatRooms(text, appointment)}
            </span>
          </span>
          {showStatus && <Pill tone={STATUS_TONES[appointment.status]}>{STATUS_LABELS[appointment.status]}</Pill>}
        </Link>
      </li>
    ))}
  </ul>
);

const formatStartTime = ({ startsAt }: StaffAppointment) => formatLondonTime(startsAt);

const MAX_SHOWN = 6;

/** The bookings to confirm, earliest appointment first, and the number of past appointments without an outcome. */
export async function ToConfirm({ req: { payload, user, i18n } }: WidgetServerProps) {
  if (!hasRole(user, 'sales')) return null;
  const text = adminText(i18n);
  const { admin } = payload.config.routes;
  const { total, overdue, next } = await listPendingAppointments(payload, MAX_SHOWN);
  const lists = bookingPresets(new Date());
  const href = (name: PresetName) => `${admin}/collections/bookings?${findPresetQuery(lists, name)}`;
  return (
    <Card
      title={text('home:toConfirm')}
      note={
        total > MAX_SHOWN && (
          <Link href={href('toConfirm')} prefetch={false}>
            {text('home:all', { count: total })}
          </Link>
        )
      }
    >
      {total > 0 ? (
        <AppointmentList text={text} appointments={next} adminRoute={admin} label={dayAndTime} showStatus={false} />
      ) : (
        <p className={styles.done}>{text('home:everythingConfirmed')}</p>
      )}
      {overdue > 0 && (
        <Link className={styles.overdue} href={href('toClose')} prefetch={false}>
          {text('home:stillOpen', { count: overdue })}
        </Link>
      )}
    </Card>
  );
}

const dayAndTime = ({ startsAt }: StaffAppointment) => `${formatLondonDay(startsAt)}, ${formatLondonTime(startsAt)}`;

const DAYS = 3;
const NAMES = ['home:today', 'home:tomorrow'] as const;

/** The appointments of today and the next days, for sales staff. */
export async function UpcomingAppointments({ req: { payload, user, i18n } }: WidgetServerProps) {
  if (!hasRole(user, 'sales')) return null;
  const text = adminText(i18n);
  const { admin } = payload.config.routes;
  const today = toLondon().startOf('day');
  const days = Array.from({ length: DAYS }, (_, i) => today.plus({ days: i }));
  const appointments = await listAppointments(payload, {
    from: today.toJSDate(),
    to: today.plus({ days: DAYS }).toJSDate(),
  });
  return (
    <Card
      title={text('home:upcomingAppointments')}
      note={
        <Link href={`${admin}/calendar`} prefetch={false}>
          {text('home:calendar')}
        </Link>
      }
    >
      <Columns>
        {days.map((day, i) => {
          const appointmentsOfDay = appointments.filter(({ startsAt }) => toLondonDayKey(startsAt) === day.toISODate());
          return (
            <Column
              key={day.toISODate()}
              title={text(NAMES[i] ?? 'home:dayAfter')}
              note={formatLondonLongDay(day.toJSDate())}
            >
              {appointmentsOfDay.length > 0 ? (
                <AppointmentList text={text} appointments={appointmentsOfDay} adminRoute={admin} />
              ) : (
                <p className={styles.none}>{text('home:noAppointments')}</p>
              )}
            </Column>
          );
        })}
      </Columns>
    </Card>
  );
}
