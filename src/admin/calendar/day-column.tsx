import { Link } from '@payloadcms/ui';
import type { DateTime } from 'luxon';
import type { Visit } from '../../services/appointments/dashboard.ts';
import { londonDayKey, londonTime } from '../london-format.ts';
import { Pill } from '../pill.tsx';
import { placeOf } from '../widgets/visit-list.tsx';
import { STATUS_LABELS, STATUS_TONES, TYPE_COLOURS } from '../wording.ts';
import styles from './calendar.module.css';

type Props = { day: DateTime; visits: Visit[]; free: number; adminRoute: string };

/** One day of the calendar: its visits in the order of time, and how many slots are still free. */
export function DayColumn({ day, visits, free, adminRoute }: Props) {
  const today = day.toISODate() === londonDayKey(new Date());
  return (
    <section className={styles.day} aria-current={today ? 'date' : undefined}>
      <h2 className={styles.date}>
        {day.toFormat('ccc')} <span>{day.toFormat('d')}</span>
      </h2>
      {visits.map((visit) => (
        <Link
          key={visit.bookingId}
          className={styles.visit}
          style={{ borderInlineStartColor: TYPE_COLOURS[visit.type] }}
          href={`${adminRoute}/collections/bookings/${visit.bookingId}`}
          prefetch={false}
        >
          <time>
            {londonTime(visit.startsAt)}–{londonTime(visit.endsAt)}
          </time>
          <strong>{visit.name}</strong>
          <span>{placeOf(visit)}</span>
          <Pill tone={STATUS_TONES[visit.status]}>{STATUS_LABELS[visit.status]}</Pill>
        </Link>
      ))}
      <p className={styles.free}>{free > 0 ? `${free} free` : visits.length > 0 ? '' : '–'}</p>
    </section>
  );
}
