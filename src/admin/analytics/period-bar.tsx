import { Link } from '@payloadcms/ui';
import { daysIn, lastDays } from '../../services/analytics/reports/period.ts';
import { londonDate } from '../london-format.ts';
import styles from './analytics.module.css';
import { type Asked, PRESETS, queryOf } from './asked-period.ts';

type Props = { asked: Asked; base: string };

const noon = (date: string) => `${date}T12:00:00Z`;

/** Which days are shown, and the way to others; it works without scripts. */
export function PeriodBar({ asked, base }: Props) {
  const { period, compare } = asked;
  return (
    <header className={styles.header}>
      <div>
        <h1 className={styles.title}>Analytics</h1>
        <p className={styles.days}>
          {londonDate(noon(period.from))} – {londonDate(noon(period.to))}
          {compare && `, compared with the ${daysIn(period)} days before`}
        </p>
      </div>
      <nav className={styles.presets} aria-label="Days shown">
        {PRESETS.map((days) => {
          const preset = lastDays(days);
          const current = preset.from === period.from && preset.to === period.to;
          return (
            <Link
              key={days}
              href={`${base}?${queryOf({ period: preset, compare })}`}
              aria-current={current ? 'true' : undefined}
              prefetch={false}
            >
              {days === 365 ? '1 year' : `${days} days`}
            </Link>
          );
        })}
      </nav>
      <form className={styles.range} action={base} method="get">
        <label>
          From <input type="date" name="from" defaultValue={period.from} required />
        </label>
        <label>
          to <input type="date" name="to" defaultValue={period.to} required />
        </label>
        <label>
          <select name="compare" defaultValue={compare ? 'previous' : 'none'} aria-label="Compare">
            <option value="previous">with the days before</option>
            <option value="none">without comparison</option>
          </select>
        </label>
        <button type="submit">Show</button>
      </form>
    </header>
  );
}
