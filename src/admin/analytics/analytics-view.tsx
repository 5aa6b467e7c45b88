import '../shared/tokens.css';
import { DefaultTemplate } from '@payloadcms/next/templates';
import { Gutter, Link, SetStepNav } from '@payloadcms/ui';
import { redirect } from 'next/navigation.js';
import type { AdminViewServerProps } from 'payload';
import { hasRole } from '../../access/roles.ts';
import {
  countDays,
  isDate,
  lastMonth,
  MAX_DAYS,
  type Period,
  periodOfLastDays,
} from '../../services/analytics/period.ts';
import { funnelsStillCounting, readFunnels } from '../../services/analytics/read-funnels.ts';
import { readSummary } from '../../services/analytics/read-summary.ts';
import { formatLondonDate } from '../shared/format.ts';
import { type AdminText, adminText } from '../strings/admin-text.ts';
import styles from './analytics.module.css';
import { DayCharts } from './day-charts.tsx';
import { Funnels } from './funnels.tsx';
import { FigureTiles } from './panel.tsx';
import { Rankings } from './rankings.tsx';

/** The lengths of the periods that the page links to, in days up to today. */
export const PERIOD_PRESETS = [7, 30, 90, 365];
const DEFAULT_DAYS = 30;

/** The period in the URL of the analytics page, and whether to compare it with the previous period. */
export type PeriodQuery = { period: Period; compare: boolean };

type Parameters = Record<string, string | string[] | undefined>;

/** Parses `?from=…&to=…&compare=none`; an invalid period becomes the last 30 days. */
export function parsePeriodQuery({ from, to, compare }: Parameters): PeriodQuery {
  const period = { from: String(from ?? ''), to: String(to ?? '') };
  const isValid = isDate(period.from) && isDate(period.to) && countDays(period) >= 1 && countDays(period) <= MAX_DAYS;
  return { period: isValid ? period : periodOfLastDays(DEFAULT_DAYS), compare: compare !== 'none' };
}

/** Converts a period and its comparison to a query string. */
export const toPeriodSearch = ({ period: { from, to }, compare }: PeriodQuery): string =>
  new URLSearchParams({ from, to, compare: compare ? 'previous' : 'none' }).toString();

type Props = { text: AdminText; query: PeriodQuery; base: string };

const presets = (text: AdminText): (Period & { label: string })[] => [
  ...PERIOD_PRESETS.map((days) => ({
    label: days === 365 ? text('analytics:year') : text('analytics:days', { count: days }),
    ...periodOfLastDays(days),
  })),
  { label: text('analytics:lastMonth'), ...lastMonth() },
];

const toNoon = (date: string) => `${date}T12:00:00Z`;

/** The period shown, and links to other periods; works without JavaScript. */
export function PeriodBar({ text, query, base }: Props) {
  const { period, compare } = query;
  const formatted = { from: formatLondonDate(toNoon(period.from)), to: formatLondonDate(toNoon(period.to)) };
  return (
    <header className={styles.header}>
      <div>
        <h1 className={styles.title}>{text('analytics:analytics')}</h1>
        <p className={styles.days}>
          {compare
            ? text('analytics:periodCompared', { ...formatted, count: countDays(period) })
            : text('analytics:period', formatted)}
        </p>
      </div>
      <nav className={styles.presets} aria-label={text('analytics:daysShown')}>
        {presets(text).map(({ label, ...preset }) => (
          <Link
            key={label}
            href={`${base}?${toPeriodSearch({ period: preset, compare })}`}
            aria-current={preset.from === period.from && preset.to === period.to ? 'true' : undefined}
            prefetch={false}
          >
            {label}
          </Link>
        ))}
      </nav>
      <form className={styles.range} action={base} method="get">
        <label>
          {text('analytics:from')} <input type="date" name="from" defaultValue={period.from} required />
        </label>
        <label>
          {text('analytics:to')} <input type="date" name="to" defaultValue={period.to} required />
        </label>
        <label>
          <select name="compare" defaultValue={compare ? 'previous' : 'none'} aria-label={text('analytics:compare')}>
            <option value="previous">{text('analytics:withBefore')}</option>
            <option value="none">{text('analytics:withoutBefore')}</option>
          </select>
        </label>
        <button type="submit">{text('analytics:show')}</button>
      </form>
    </header>
  );
}

const TOP = 10;

/** The analytics page for analysts and admins. It reads only rollups, no single events. */
export async function AnalyticsView({ initPageResult, params, searchParams, viewActions }: AdminViewServerProps) {
  const { req, permissions, visibleEntities, locale } = initPageResult;
  const { payload, user, i18n } = req;
  const { admin, api } = payload.config.routes;
  if (!hasRole(user, 'analyst')) redirect(admin);
  const text = adminText(i18n);
  const query = parsePeriodQuery(searchParams ?? {});
  const [summary, funnels] = await Promise.all([
    readSummary(payload, query.period, { compare: query.compare, top: TOP }),
    readFunnels(payload, query.period, { compare: query.compare }),
  ]);
  const counting = await funnelsStillCounting(payload, funnels);
  const toExportHref = (name: string) =>
    `${api}/v1/analytics/${name}${name.includes('?') ? '&' : '?'}${toPeriodSearch(query)}`;
  const { totals } = summary;
  const empty = totals.pageViews + totals.sessions + totals.conversions + totals.bookings === 0;
  return (
    <DefaultTemplate
      {...{ i18n, locale, params, payload, permissions, req, searchParams, viewActions, visibleEntities }}
      user={user ?? undefined}
    >
      <SetStepNav nav={[{ label: text('analytics:analytics') }]} />
      <Gutter className={styles.page}>
        <PeriodBar text={text} query={query} base={`${admin}/analytics`} />
        <FigureTiles text={text} totals={totals} previous={summary.previous} />
        {empty && <p className={styles.empty}>{text('analytics:nothing')}</p>}
        <DayCharts text={text} summary={summary} exportHref={toExportHref('summary.csv?table=days')} />
        <Funnels
          {...{ text, funnels, counting }}
          exportHref={toExportHref('funnels.csv')}
          settingsHref={hasRole(user) ? `${admin}/globals/analytics-settings` : undefined}
        />
        <Rankings text={text} summary={summary} toExportHref={(table) => toExportHref(`summary.csv?table=${table}`)} />
      </Gutter>
    </DefaultTemplate>
  );
}
