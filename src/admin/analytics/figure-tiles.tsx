import type { Figures } from '../../services/analytics/reports/summary.ts';
import { formatPence } from '../../services/sales/money.ts';
import type { DeskText } from '../strings/desk-text.ts';
import styles from './analytics.module.css';
import { formatCount } from './format.ts';

type Props = { text: DeskText; totals: Figures; previous: { totals: Figures } | null };

const TILES: { name: keyof Figures; format: (value: number) => string }[] = [
  { name: 'visitors', format: formatCount },
  { name: 'sessions', format: formatCount },
  { name: 'pageViews', format: formatCount },
  { name: 'bookings', format: formatCount },
  { name: 'conversions', format: formatCount },
  { name: 'revenue', format: formatPence },
];

/** The figures of all the days together, and how they have changed. */
export const FigureTiles = ({ text, totals, previous }: Props) => (
  <dl className={styles.tiles}>
    {TILES.map(({ name, format }) => (
      <div key={name} className={styles.tile}>
        <dt>{text(`analytics:${name}`)}</dt>
        <dd>
          <strong>{format(totals[name])}</strong>
          {previous && <Change text={text} now={totals[name]} before={previous.totals[name]} format={format} />}
        </dd>
      </div>
    ))}
  </dl>
);

type ChangeProps = { text: DeskText; now: number; before: number; format: (value: number) => string };

/** "+12 %" with what it was before for those who ask. */
function Change({ text, now, before, format }: ChangeProps) {
  const rise = before === 0 ? null : (now - before) / before;
  const tone = rise === null || Math.abs(rise) < 0.0005 ? styles.same : rise > 0 ? styles.more : styles.less;
  return (
    <span className={tone} title={text('analytics:was', { value: format(before) })}>
      {rise === null
        ? now === 0
          ? text('analytics:asBefore')
          : text('analytics:new')
        : `${rise > 0 ? '+' : rise < 0 ? '−' : '±'}${Math.abs(100 * rise).toFixed(rise > 9.99 ? 0 : 1)} %`}
    </span>
  );
}
