'use client';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { DeskText } from '../strings/desk-text.ts';
import { useDeskText } from '../strings/use-desk-text.ts';
import styles from './analytics.module.css';
import type { ChartProps } from './day-chart.tsx';

const DayChart = lazy(() => import('./day-chart.tsx'));

/** A chart whose library is fetched when it is shown, after the page; a browser without scripts has the table. */
export function LazyDayChart(props: ChartProps) {
  const text = useDeskText();
  const [shown, show] = useState(false);
  useEffect(() => show(true), []);
  return (
    <figure className={styles.chart} role="img" aria-label={summaryOf(text, props)}>
      <Suspense fallback={null}>{shown && <DayChart {...props} />}</Suspense>
    </figure>
  );
}

/** What a chart says, for those who cannot see it. */
function summaryOf(text: DeskText, { title, dates, series, unit }: ChartProps): string {
  const sums = series.map(({ label, values }) => {
    const sum = values.reduce((total, value) => total + value, 0);
    return `${label} ${unit === 'pence' ? `£${(sum / 100).toFixed(2)}` : sum}`;
  });
  return text('analytics:chart', { title, from: dates[0] ?? '', to: dates.at(-1) ?? '', sums: sums.join(', ') });
}
