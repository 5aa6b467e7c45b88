import type { PriceChange, PriceRow } from '../../services/catalogue/price-list.ts';
import { formatPence } from '../../services/sales/money.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import styles from './price-list.module.css';

/** The changes that rows without a problem make. */
export const changesOf = (rows: readonly PriceRow[]): PriceChange[] =>
  rows.flatMap(({ productId, from, to, problem }) =>
    problem === null && productId !== null && from !== null && to !== null && from !== to
      ? [{ productId, from, to }]
      : [],
  );

/** Rows with a problem first, then those that change something; the rest is only counted. */
export function Preview({ rows }: { rows: readonly PriceRow[] }) {
  const text = useDeskText();
  const shown = [
    ...rows.filter(({ problem }) => problem),
    ...rows.filter(({ problem, from, to }) => !problem && from !== to),
  ];
  if (shown.length === 0) return <p className={styles.note}>{text('products:same')}</p>;
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{text('products:line')}</th>
            <th scope="col">{text('products:product')}</th>
            <th scope="col">{text('products:now')}</th>
            <th scope="col">{text('products:new')}</th>
            <th scope="col">{text('products:change')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ line, slug, title, from, to, problem }) => (
            <tr key={line} data-problem={problem !== null || undefined}>
              <td>{line}</td>
              <td>
                {title ?? slug}
                {problem && <strong className={styles.problem}>{problem}</strong>}
              </td>
              <td>{from === null ? '–' : formatPence(from)}</td>
              <td>{to === null ? '–' : formatPence(to)}</td>
              <td>{problem || from === null || to === null ? '' : difference(from, to)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function difference(from: number, to: number): string {
  const sign = to > from ? '+' : '−';
  const percent = from === 0 ? '' : ` (${sign}${Math.abs((100 * (to - from)) / from).toFixed(1)} %)`;
  return `${sign}${formatPence(Math.abs(to - from))}${percent}`;
}
