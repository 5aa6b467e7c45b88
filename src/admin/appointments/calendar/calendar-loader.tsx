'use client';
import { lazy, Suspense, useSyncExternalStore } from 'react';
import styles from './calendar.module.css';
import type { CalendarPageProps } from './calendar-page.tsx';

/** The calendar is in a separate chunk, because only this page needs FullCalendar. */
const CalendarPage = lazy(() => import('./calendar-page.tsx'));

const never = () => () => undefined;

/** Renders the calendar in the browser only, because it depends on the user's clock and on the size of the screen. */
export function CalendarLoader(props: CalendarPageProps) {
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const empty = <div className={styles.empty} aria-busy="true" />;
  return inBrowser ? (
    <Suspense fallback={empty}>
      <CalendarPage {...props} />
    </Suspense>
  ) : (
    empty
  );
}
