import type { Day, Summary } from '../../services/analytics/reports/summary.ts';
import { formatPence } from '../../services/sales/money.ts';
import styles from './analytics.module.css';
import type { ChartSeries } from './day-chart.tsx';
import { formatCount } from './format.ts';
import { LazyDayChart } from './lazy-day-chart.tsx';
import { Panel } from './panel.tsx';

type Props = { summary: Summary; exportHref: string };
type Name = Exclude<keyof Day, 'date'>;

const BEFORE = 'var(--theme-elevation-400)';
const GREEN = 'var(--lw-showroom)';
const BLUE = 'var(--lw-online)';
const BROWN = 'var(--lw-home)';

/** What happened day by day, as charts and as one table for those who would rather read. */
export function DayCharts({ summary: { days, previous }, exportHref }: Props) {
  const series = (name: Name, label: string, colour: string): ChartSeries => ({
    label,
    colour,
    values: days.map((day) => day[name]),
  });
  const before = (name: Name): ChartSeries[] =>
    previous ? [{ label: 'Before', colour: BEFORE, dashed: true, values: previous.days.map((day) => day[name]) }] : [];
  const dates = days.map(({ date }) => date);
  return (
    <div className={styles.grid}>
      <Panel title="Visitors and sessions" exportHref={exportHref} wide>
        <LazyDayChart
          title="Visitors and sessions by day"
          dates={dates}
          series={[series('visitors', 'Visitors', GREEN), series('sessions', 'Sessions', BLUE), ...before('visitors')]}
        />
        <DayTable days={days} />
      </Panel>
      <Panel title="Page views">
        <LazyDayChart
          title="Page views by day"
          dates={dates}
          series={[series('pageViews', 'Page views', GREEN), ...before('pageViews')]}
        />
      </Panel>
      <Panel title="Bookings">
        <LazyDayChart
          title="Bookings by day"
          kind="bars"
          dates={dates}
          series={[series('bookings', 'Bookings', BROWN)]}
        />
      </Panel>
      <Panel title="Conversions">
        <LazyDayChart
          title="Conversions by day"
          kind="bars"
          dates={dates}
          series={[series('conversions', 'Conversions', BLUE)]}
        />
      </Panel>
      <Panel title="Revenue">
        <LazyDayChart
          title="Revenue by day"
          kind="bars"
          unit="pence"
          dates={dates}
          series={[series('revenue', 'Revenue', GREEN)]}
        />
      </Panel>
    </div>
  );
}

const COLUMNS: [Name, string, (value: number) => string][] = [
  ['visitors', 'Visitors', formatCount],
  ['sessions', 'Sessions', formatCount],
  ['pageViews', 'Page views', formatCount],
  ['bookings', 'Bookings', formatCount],
  ['conversions', 'Conversions', formatCount],
  ['revenue', 'Revenue', formatPence],
  ['refunded', 'Refunded', formatPence],
];

const DayTable = ({ days }: { days: Day[] }) => (
  <details className={styles.details}>
    <summary>All of it as a table</summary>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer scrolls it by keys. */}
    <section className={styles.scroll} tabIndex={0} aria-label="Figures by day">
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Day</th>
            {COLUMNS.map(([name, label]) => (
              <th key={name} scope="col" className={styles.number}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.date}>
              <th scope="row">{day.date}</th>
              {COLUMNS.map(([name, , format]) => (
                <td key={name} className={styles.number}>
                  {format(day[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  </details>
);
