import '../tokens.css';
import { DefaultTemplate } from '@payloadcms/next/templates';
import { Gutter, SetStepNav } from '@payloadcms/ui';
import { redirect } from 'next/navigation.js';
import type { AdminViewServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { countFreeByDay, listVisits } from '../../services/appointments/dashboard.ts';
import { inLondon } from '../../services/london.ts';
import { londonDayKey } from '../london-format.ts';
import styles from './calendar.module.css';
import { DayColumn } from './day-column.tsx';
import { WeekHeader } from './week-header.tsx';

/** The visits of a London week, `?week=YYYY-MM-DD` naming any of its days; sales staff see it. */
export async function CalendarView({ initPageResult, params, searchParams, viewActions }: AdminViewServerProps) {
  const { req, permissions, visibleEntities, locale } = initPageResult;
  const { payload, user, i18n } = req;
  const { admin } = payload.config.routes;
  if (!hasRole(user, 'sales')) redirect(admin);
  const asked = inLondon(String(searchParams?.week ?? ''));
  const monday = (asked.isValid ? asked : inLondon()).startOf('week');
  const window = { from: monday.toJSDate(), to: monday.plus({ weeks: 1 }).toJSDate() };
  const [visits, free] = await Promise.all([listVisits(payload, window), countFreeByDay(payload, window)]);
  return (
    <DefaultTemplate
      {...{ i18n, locale, params, payload, permissions, req, searchParams, viewActions, visibleEntities }}
      user={user ?? undefined}
    >
      <SetStepNav nav={[{ label: 'Calendar' }]} />
      <Gutter className={styles.page}>
        <WeekHeader monday={monday} count={visits.length} base={`${admin}/calendar`} />
        <div className={styles.week}>
          {Array.from({ length: 7 }, (_, i) => monday.plus({ days: i })).map((day) => {
            const key = day.toISODate() ?? '';
            const ofDay = visits.filter(({ startsAt }) => londonDayKey(startsAt) === key);
            return <DayColumn key={key} day={day} visits={ofDay} free={free.get(key) ?? 0} adminRoute={admin} />;
          })}
        </div>
      </Gutter>
    </DefaultTemplate>
  );
}
