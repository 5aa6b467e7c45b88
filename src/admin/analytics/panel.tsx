import type { ReactNode } from 'react';
import { formatPence } from '../../lib/money.ts';
import type { TrafficFigures } from '../../services/analytics/read-summary.ts';
import type { AdminText } from '../strings/admin-text.ts';
import styles from './analytics.module.css';

const counts = new Intl.NumberFormat('en-GB');

/** Formats a count as "12,345". */
export const formatCount = (value: number): string => counts.format(value);

/** Formats a share as "12.3 %", or as a dash if `whole` is 0. */
export const formatShare = (part: number, whole: number): string =>
  whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '–';

type Props = {
  text: AdminText;
  title: string;
  note?: ReactNode;
  exportHref?: string;
  wide?: boolean;
  children: ReactNode;
};

/** A panel of the analytics page: a heading with a note and a CSV link, above the content. */
export const AnalyticsPanel = ({ text, title, note, exportHref, wide = false, children }: Props) => (
  <section className={`${styles.panel} ${wide ? styles.wide : ''}`} aria-label={title}>
    <header className={styles.panelHeader}>
      <h2>{title}</h2>
      {note && <span className={styles.note}>{note}</span>}
      {exportHref && (
        <a className={styles.export} href={exportHref} download aria-label={text('analytics:asCsv', { title })}>
          {text('analytics:csv')}
        </a>
      )}
    </header>
    {children}
  </section>
);

export type BarRow = { label: string; value: number; note?: string; colour?: string };

type BarTableProps = { columns: [label: string, value: string, note?: string]; rows: BarRow[]; none: string };

/** A table that shows each value as a bar as well: a chart that screen readers can read. */
export function BarTable({ columns: [label, value, note], rows, none }: BarTableProps) {
  if (rows.length === 0) return <p className={styles.none}>{none}</p>;
  const highest = Math.max(1, ...rows.map((row) => row.value));
  return (
    <table className={styles.bars}>
      <thead>
        <tr>
          <th scope="col">{label}</th>
          <th scope="col" className={styles.number}>
            {value}
          </th>
          {note && (
            <th scope="col" className={styles.number}>
              {note}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.label}>
            <th scope="row">
              <span className={styles.label}>{row.label}</span>
              <span className={styles.track} aria-hidden="true">
                <span
                  style={{ width: `${(100 * row.value) / highest}%`, background: row.colour ?? 'var(--lw-showroom)' }}
                />
              </span>
            </th>
            <td className={styles.number}>{formatCount(row.value)}</td>
            {note && <td className={styles.number}>{row.note}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type FigureTilesProps = { text: AdminText; totals: TrafficFigures; previous: { totals: TrafficFigures } | null };

const TILES: { name: keyof TrafficFigures; format: (value: number) => string }[] = [
  { name: 'visitors', format: formatCount },
  { name: 'sessions', format: formatCount },
  { name: 'pageViews', format: formatCount },
  { name: 'bookings', format: formatCount },
  { name: 'conversions', format: formatCount },
  { name: 'revenue', format: formatPence },
];

/** The totals of the period, with their change from the previous period. */
export const FigureTiles = ({ text, totals, previous }: FigureTilesProps) => (
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

type ChangeProps = { text: AdminText; now: number; before: number; format: (value: number) => string };

/** The change in percent, such as "+12.5 %", with the previous value as its tooltip. */
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
