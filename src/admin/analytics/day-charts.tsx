import { formatPence } from '../../lib/money.ts';
import type { DayFigures, Summary } from '../../services/analytics/read-summary.ts';
import type { AdminText } from '../strings/admin-text.ts';
import styles from './analytics.module.css';
import type { ChartSeries } from './day-chart.tsx';
import { LazyDayChart } from './lazy-day-chart.tsx';
import { AnalyticsPanel, formatCount } from './panel.tsx';

type Props = { text: AdminText; summary: Summary; exportHref: string };
type Name = Exclude<keyof DayFigures, 'date'>;

const BEFORE = 'var(--theme-elevation-400)';
const GREEN = 'var(--lw-showroom)';
const BLUE = 'var(--lw-online)';
const BROWN = 'var(--lw-home)';

/** Charts of the daily figures, and a table with the same figures for people who cannot read the charts. */
export function DayCharts({ text, summary: { days, previous }, exportHref }: Props) {
  const series = (name: Name, colour: string, drawn?: ChartSeries['drawn']): ChartSeries => ({
    label: text(`analytics:${name}`),
    ...{ colour, ...(drawn ? { drawn } : {}) },
    values: days.map((day) => day[name]),
  });
  const before = (name: Name): ChartSeries[] =>
    previous
      ? [
          {
            label: text('analytics:before'),
            colour: BEFORE,
            drawn: 'dots',
            values: previous.days.map((day) => day[name]),
          },
        ]
      : [];
  const dates = days.map(({ date }) => date);
  return (
    <div className={styles.grid}>
      <AnalyticsPanel text={text} title={text('analytics:visitorsAndSessions')} exportHref={exportHref} wide>
        <LazyDayChart
          title={text('analytics:byDay', { what: text('analytics:visitorsAndSessions') })}
          dates={dates}
          series={[series('visitors', GREEN, 'area'), series('sessions', BLUE, 'dashes'), ...before('visitors')]}
        />
        <DayTable text={text} days={days} />
      </AnalyticsPanel>
      <AnalyticsPanel text={text} title={text('analytics:pageViews')}>
        <LazyDayChart
          title={text('analytics:byDay', { what: text('analytics:pageViews') })}
          dates={dates}
          series={[series('pageViews', GREEN), ...before('pageViews')]}
        />
      </AnalyticsPanel>
      <AnalyticsPanel text={text} title={text('analytics:bookings')}>
        <LazyDayChart
          title={text('analytics:byDay', { what: text('analytics:bookings') })}
          kind="bars"
          dates={dates}
          series={[series('bookings', BROWN)]}
        />
      </AnalyticsPanel>
      <AnalyticsPanel text={text} title={text('analytics:conversions')}>
        <LazyDayChart
          title={text('analytics:byDay', { what: text('analytics:conversions') })}
          kind="bars"
          dates={dates}
          series={[series('conversions', BLUE)]}
        />
      </AnalyticsPanel>
      <AnalyticsPanel text={text} title={text('analytics:revenue')}>
        <LazyDayChart
          title={text('analytics:byDay', { what: text('analytics:revenue') })}
          kind="bars"
          unit="pence"
          dates={dates}
          series={[series('revenue', GREEN)]}
        />
      </AnalyticsPanel>
    </div>
  );
}

const COLUMNS: [Name, (value: number) => string][] = [
  ['visitors', formatCount],
  ['sessions', formatCount],
  ['pageViews', formatCount],
  ['bookings', formatCount],
  ['conversions', formatCount],
  ['revenue', formatPence],
  ['refunded', formatPence],
];

const DayTable = ({ text, days }: { text: AdminText; days: DayFigures[] }) => (
  <details className={styles.details}>
    <summary>{text('analytics:allAsTable')}</summary>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: must be focusable to scroll with the keyboard. */}
    <section className={styles.scroll} tabIndex={0} aria-label={text('analytics:figuresByDay')}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{text('analytics:day')}</th>
            {COLUMNS.map(([name]) => (
              <th key={name} scope="col" className={styles.number}>
                {text(`analytics:${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.date}>
              <th scope="row">{day.date}</th>
              {COLUMNS.map(([name, format]) => (
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
