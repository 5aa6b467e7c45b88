import '../tokens.css';
import { DefaultTemplate } from '@payloadcms/next/templates';
import { Gutter, SetStepNav } from '@payloadcms/ui';
import { redirect } from 'next/navigation.js';
import type { AdminViewServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { listShowroomNames } from '../../services/appointments/showroom-names.ts';
import { londonDayKey } from '../london-format.ts';
import { deskText } from '../strings/desk-text.ts';
import { DiaryLoader } from './diary-loader.tsx';
import { shownOf } from './filters.ts';

/** The calendar of appointments, for sales staff; the address says what of it (filters.ts). */
export async function CalendarView({ initPageResult, params, searchParams, viewActions }: AdminViewServerProps) {
  const { req, permissions, visibleEntities, locale } = initPageResult;
  const { payload, user, i18n } = req;
  const { admin, api } = payload.config.routes;
  if (!hasRole(user, 'sales')) redirect(admin);
  return (
    <DefaultTemplate
      {...{ i18n, locale, params, payload, permissions, req, searchParams, viewActions, visibleEntities }}
      user={user ?? undefined}
    >
      <SetStepNav nav={[{ label: deskText(i18n)('calendar:calendar') }]} />
      <Gutter>
        <DiaryLoader
          {...{ api }}
          adminRoute={admin}
          showrooms={await listShowroomNames(payload)}
          start={shownOf(searchParams ?? {}, londonDayKey(new Date()))}
        />
      </Gutter>
    </DefaultTemplate>
  );
}
