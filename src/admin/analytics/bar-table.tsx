import styles from './analytics.module.css';
import { formatCount } from './format.ts';

export type BarRow = { label: string; value: number; note?: string; colour?: string };

type Props = { columns: [label: string, value: string, note?: string]; rows: BarRow[]; none: string };

/** A table whose rows carry a bar of their value: a chart that can be read aloud. */
export function BarTable({ columns: [label, value, note], rows, none }: Props) {
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
