import '../tokens.css';
import { DefaultTemplate } from '@payloadcms/next/templates';
import { Gutter, SetStepNav } from '@payloadcms/ui';
import { redirect } from 'next/navigation.js';
import type { AdminViewServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import { readFunnels } from '../../services/analytics/reports/funnels.ts';
import { readSummary } from '../../services/analytics/reports/summary.ts';
import { deskText } from '../strings/desk-text.ts';
import styles from './analytics.module.css';
import { askedPeriod, queryOf } from './asked-period.ts';
import { DayCharts } from './day-charts.tsx';
import { FigureTiles } from './figure-tiles.tsx';
import { Funnels } from './funnels.tsx';
import { PeriodBar } from './period-bar.tsx';
import { Rankings } from './rankings.tsx';

const TOP = 10;

/** What the website's visitors do, from rollups alone; analysts and admins see it. */
export async function AnalyticsView({ initPageResult, params, searchParams, viewActions }: AdminViewServerProps) {
  const { req, permissions, visibleEntities, locale } = initPageResult;
  const { payload, user, i18n } = req;
  const { admin, api } = payload.config.routes;
  if (!hasRole(user, 'analyst')) redirect(admin);
  const text = deskText(i18n);
  const asked = askedPeriod(searchParams ?? {});
  const [summary, funnels] = await Promise.all([
    readSummary(payload, asked.period, { compare: asked.compare, top: TOP }),
    readFunnels(payload, asked.period, { compare: asked.compare }),
  ]);
  const exportOf = (name: string) => `${api}/v1/analytics/${name}${name.includes('?') ? '&' : '?'}${queryOf(asked)}`;
  const { totals } = summary;
  const empty = totals.pageViews + totals.sessions + totals.conversions + totals.bookings === 0;
  return (
    <DefaultTemplate
      {...{ i18n, locale, params, payload, permissions, req, searchParams, viewActions, visibleEntities }}
      user={user ?? undefined}
    >
      <SetStepNav nav={[{ label: text('analytics:analytics') }]} />
      <Gutter className={styles.page}>
        <PeriodBar text={text} asked={asked} base={`${admin}/analytics`} />
        <FigureTiles text={text} totals={totals} previous={summary.previous} />
        {empty && <p className={styles.empty}>{text('analytics:nothing')}</p>}
        <DayCharts text={text} summary={summary} exportHref={exportOf('summary.csv?table=days')} />
        <Funnels
          {...{ text, funnels }}
          exportHref={exportOf('funnels.csv')}
          settingsHref={`${admin}/globals/analytics-settings`}
        />
        <Rankings text={text} summary={summary} exportOf={(table) => exportOf(`summary.csv?table=${table}`)} />
      </Gutter>
    </DefaultTemplate>
  );
}
