import '../../shared/tokens.css';
import { DefaultTemplate } from '@payloadcms/next/templates';
import { Gutter, SetStepNav } from '@payloadcms/ui';
import { redirect } from 'next/navigation.js';
import type { AdminViewServerProps } from 'payload';
import { hasRole } from '../../../access/roles.ts';
import { firstDayWithoutSlots } from '../../../services/appointments/generate-slots.ts';
import { listShowroomNames } from '../../../services/appointments/showrooms.ts';
import { toLondonDayKey } from '../../shared/format.ts';
import { adminText } from '../../strings/admin-text.ts';
import { parseCalendarFilters } from './calendar-filters.ts';
import { CalendarLoader } from './calendar-loader.tsx';

/** The calendar page for sales staff. The URL contains the filters (calendar-filters.ts). */
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
      <SetStepNav nav={[{ label: adminText(i18n)('calendar:calendar') }]} />
      <Gutter>
        <CalendarLoader
          {...{ api }}
          adminRoute={admin}
          showrooms={await listShowroomNames(payload)}
          notYetFrom={await firstDayWithoutSlots(payload)}
          start={parseCalendarFilters(searchParams ?? {}, toLondonDayKey(new Date()))}
        />
      </Gutter>
    </DefaultTemplate>
  );
}
