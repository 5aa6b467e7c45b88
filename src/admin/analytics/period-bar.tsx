import { Link } from '@payloadcms/ui';
import { daysIn, lastDays } from '../../services/analytics/reports/period.ts';
import { londonDate } from '../london-format.ts';
import type { DeskText } from '../strings/desk-text.ts';
import styles from './analytics.module.css';
import { type Asked, PRESETS, queryOf } from './asked-period.ts';

type Props = { text: DeskText; asked: Asked; base: string };

const noon = (date: string) => `${date}T12:00:00Z`;

/** Which days are shown, and the way to others; it works without scripts. */
export function PeriodBar({ text, asked, base }: Props) {
  const { period, compare } = asked;
  const shown = { from: londonDate(noon(period.from)), to: londonDate(noon(period.to)) };
  return (
    <header className={styles.header}>
      <div>
        <h1 className={styles.title}>{text('analytics:analytics')}</h1>
        <p className={styles.days}>
          {compare
            ? text('analytics:periodCompared', { ...shown, days: daysIn(period) })
            : text('analytics:period', shown)}
        </p>
      </div>
      <nav className={styles.presets} aria-label={text('analytics:daysShown')}>
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
              {days === 365 ? text('analytics:year') : text('analytics:days', { count: days })}
            </Link>
          );
        })}
      </nav>
      <form className={styles.range} action={base} method="get">
        <label>
          {text('analytics:from')} <input type="date" name="from" defaultValue={period.from} required />
        </label>
        <label>
          {text('analytics:to')} <input type="date" name="to" defaultValue={period.to} required />
        </label>
        <label>
          <select name="compare" defaultValue={compare ? 'previous' : 'none'} aria-label={text('analytics:compare')}>
            <option value="previous">{text('analytics:withBefore')}</option>
            <option value="none">{text('analytics:withoutBefore')}</option>
          </select>
        </label>
        <button type="submit">{text('analytics:show')}</button>
      </form>
    </header>
  );
}
