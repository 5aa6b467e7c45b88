import type { Figures } from '../../services/analytics/reports/summary.ts';
import { formatPence } from '../../services/sales/money.ts';
import styles from './analytics.module.css';
import { formatCount } from './format.ts';

type Props = { totals: Figures; previous: { totals: Figures } | null };

const TILES: { name: keyof Figures; label: string; format: (value: number) => string }[] = [
  { name: 'visitors', label: 'Visitors', format: formatCount },
  { name: 'sessions', label: 'Sessions', format: formatCount },
  { name: 'pageViews', label: 'Page views', format: formatCount },
  { name: 'bookings', label: 'Bookings', format: formatCount },
  { name: 'conversions', label: 'Conversions', format: formatCount },
  { name: 'revenue', label: 'Revenue', format: formatPence },
];

/** The figures of all the days together, and how they have changed. */
export const FigureTiles = ({ totals, previous }: Props) => (
  <dl className={styles.tiles}>
    {TILES.map(({ name, label, format }) => (
      <div key={name} className={styles.tile}>
        <dt>{label}</dt>
        <dd>
          <strong>{format(totals[name])}</strong>
          {previous && <Change now={totals[name]} before={previous.totals[name]} format={format} />}
        </dd>
      </div>
    ))}
  </dl>
);

type ChangeProps = { now: number; before: number; format: (value: number) => string };

/** "+12 %" with what it was before for those who ask. */
function Change({ now, before, format }: ChangeProps) {
  const rise = before === 0 ? null : (now - before) / before;
  const tone = rise === null || Math.abs(rise) < 0.0005 ? styles.same : rise > 0 ? styles.more : styles.less;
  return (
    <span className={tone} title={`${format(before)} before`}>
      {rise === null
        ? now === 0
          ? 'as before'
          : 'new'
        : `${rise > 0 ? '+' : rise < 0 ? '−' : '±'}${Math.abs(100 * rise).toFixed(rise > 9.99 ? 0 : 1)} %`}
    </span>
  );
}
