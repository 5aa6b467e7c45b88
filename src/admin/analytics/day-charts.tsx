import type { Day, Summary } from '../../services/analytics/reports/summary.ts';
import { formatPence } from '../../services/sales/money.ts';
import type { DeskText } from '../strings/desk-text.ts';
import styles from './analytics.module.css';
import type { ChartSeries } from './day-chart.tsx';
import { formatCount } from './format.ts';
import { LazyDayChart } from './lazy-day-chart.tsx';
import { Panel } from './panel.tsx';

type Props = { text: DeskText; summary: Summary; exportHref: string };
type Name = Exclude<keyof Day, 'date'>;

const BEFORE = 'var(--theme-elevation-400)';
const GREEN = 'var(--lw-showroom)';
const BLUE = 'var(--lw-online)';
const BROWN = 'var(--lw-home)';

/** What happened day by day, as charts and as one table for those who would rather read. */
export function DayCharts({ text, summary: { days, previous }, exportHref }: Props) {
  const series = (name: Name, colour: string): ChartSeries => ({
    label: text(`analytics:${name}`),
    colour,
    values: days.map((day) => day[name]),
  });
  const before = (name: Name): ChartSeries[] =>
    previous
      ? [
          {
            label: text('analytics:before'),
            colour: BEFORE,
            dashed: true,
            values: previous.days.map((day) => day[name]),
          },
        ]
      : [];
  const dates = days.map(({ date }) => date);
  return (
    <div className={styles.grid}>
      <Panel text={text} title={text('analytics:visitorsAndSessions')} exportHref={exportHref} wide>
        <LazyDayChart
          title={text('analytics:byDay', { what: text('analytics:visitorsAndSessions') })}
          dates={dates}
          series={[series('visitors', GREEN), series('sessions', BLUE), ...before('visitors')]}
        />
        <DayTable text={text} days={days} />
      </Panel>
      <Panel text={text} title={text('analytics:pageViews')}>
        <LazyDayChart
          title={text('analytics:byDay', { what: text('analytics:pageViews') })}
          dates={dates}
          series={[series('pageViews', GREEN), ...before('pageViews')]}
        />
      </Panel>
      <Panel text={text} title={text('analytics:bookings')}>
        <LazyDayChart
          title={text('analytics:byDay', { what: text('analytics:bookings') })}
          kind="bars"
          dates={dates}
          series={[series('bookings', BROWN)]}
        />
      </Panel>
      <Panel text={text} title={text('analytics:conversions')}>
        <LazyDayChart
          title={text('analytics:byDay', { what: text('analytics:conversions') })}
          kind="bars"
          dates={dates}
          series={[series('conversions', BLUE)]}
        />
      </Panel>
      <Panel text={text} title={text('analytics:revenue')}>
        <LazyDayChart
          title={text('analytics:byDay', { what: text('analytics:revenue') })}
          kind="bars"
          unit="pence"
          dates={dates}
          series={[series('revenue', GREEN)]}
        />
      </Panel>
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

const DayTable = ({ text, days }: { text: DeskText; days: Day[] }) => (
  <details className={styles.details}>
    <summary>{text('analytics:allAsTable')}</summary>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no pointer scrolls it by keys. */}
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
