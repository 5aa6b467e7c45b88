'use client';
import { lazy, Suspense, useEffect, useState } from 'react';
import { toPoundsText } from '../../lib/money.ts';
import type { AdminText } from '../strings/admin-text.ts';
import { useAdminText } from '../strings/use-admin-text.ts';
import styles from './analytics.module.css';
import type { ChartProps } from './day-chart.tsx';

const DayChart = lazy(() => import('./day-chart.tsx'));

/** A chart whose library loads after the page. Without JavaScript the page has no charts, only the table of the daily figures. */
export function LazyDayChart(props: ChartProps) {
  const text = useAdminText();
  const [isShown, setIsShown] = useState(false);
  useEffect(() => setIsShown(true), []);
  return (
    <figure className={styles.chart} role="img" aria-label={summarise(text, props)}>
      <Suspense fallback={null}>{isShown && <DayChart {...props} />}</Suspense>
    </figure>
  );
}

/** A text alternative for a chart. */
function summarise(text: AdminText, { title, dates, series, unit }: ChartProps): string {
  const sums = series.map(({ label, values }) => {
    const sum = values.reduce((total, value) => total + value, 0);
    return `${label} ${unit === 'pence' ? `£${toPoundsText(sum)}` : sum}`;
  });
  return text('analytics:chart', { title, from: dates[0] ?? '', to: dates.at(-1) ?? '', sums: sums.join(', ') });
}
