'use client';
import { lazy, Suspense, useSyncExternalStore } from 'react';
import styles from './calendar.module.css';
import type { DiaryPageProps } from './diary-page.tsx';

/** A chunk of its own: the calendar's component is needed on this page alone. */
const DiaryPage = lazy(() => import('./diary-page.tsx'));

const never = () => () => undefined;

/** The calendar, once the browser is there: its server has no clock of the reader and no screen. */
export function DiaryLoader(props: DiaryPageProps) {
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const empty = <div className={styles.empty} aria-busy="true" />;
  return inBrowser ? (
    <Suspense fallback={empty}>
      <DiaryPage {...props} />
    </Suspense>
  ) : (
    empty
  );
}
