import { Link } from '@payloadcms/ui';
import type { DateTime } from 'luxon';
import { APPOINTMENT_TYPES } from '../../services/appointments/types.ts';
import { londonDate, londonDay } from '../london-format.ts';
import { TYPE_COLOURS } from '../wording.ts';
import styles from './calendar.module.css';

type Props = { monday: DateTime; count: number; base: string };

/** Which week it is, the way to others, and what the colours mean. */
export function WeekHeader({ monday, count, base }: Props) {
  const to = (weeks: number) => `${base}?week=${monday.plus({ weeks }).toISODate()}`;
  return (
    <header className={styles.header}>
      <h1 className={styles.title}>
        {londonDay(monday.toJSDate())} – {londonDate(monday.plus({ days: 6 }).toJSDate())}
      </h1>
      <nav className={styles.weeks} aria-label="Weeks">
        <Link href={to(-1)} aria-label="Previous week">
          ←
        </Link>
        <Link href={base}>This week</Link>
        <Link href={to(1)} aria-label="Next week">
          →
        </Link>
      </nav>
      <p className={styles.legend}>
        <span>{count === 1 ? 'One visit' : `${count} visits`}</span>
        {APPOINTMENT_TYPES.map(({ value, label }) => (
          <span key={value}>
            <i style={{ background: TYPE_COLOURS[value] }} /> {label}
          </span>
        ))}
      </p>
    </header>
  );
}
