import { toCsv } from '../../lib/lists.ts';
import { toPoundsText } from '../../lib/money.ts';
import type { FunnelReport } from './read-funnels.ts';
import type { Summary } from './read-summary.ts';

/** The parts of a summary that can be exported, each as a table of its own. */
export const SUMMARY_TABLES = ['days', 'pages', 'referrers', 'campaigns', 'bookings'] as const;
export type SummaryTable = (typeof SUMMARY_TABLES)[number];

/** Renders one table of a summary as CSV; money is in pounds. */
export function toSummaryCsv(summary: Summary, table: SummaryTable): string {
  switch (table) {
    case 'days':
      return toCsv(
        ['Date', 'Visitors', 'Sessions', 'Page views', 'Orders paid', 'Revenue (£)', 'Refunded (£)', 'Bookings'],
        summary.days.map((day) => [
          ...[day.date, day.visitors, day.sessions, day.pageViews, day.conversions],
          ...[toPoundsText(day.revenue), toPoundsText(day.refunded), day.bookings],
        ]),
      );
    case 'pages':
      return toCsv(
        ['Page', 'Views'],
        summary.pages.map(({ page, views }) => [page, views]),
      );
    case 'referrers':
      return toCsv(
        ['Referrer', 'Arrivals'],
        summary.referrers.map(({ host, arrivals }) => [host, arrivals]),
      );
    case 'campaigns':
      return toCsv(
        ['Source', 'Medium', 'Campaign', 'Arrivals'],
        summary.campaigns.map(({ source, medium, campaign, arrivals }) => [source, medium, campaign, arrivals]),
      );
    case 'bookings':
      return toCsv(
        ['Type', 'Bookings'],
        summary.bookings.map(({ type, count }) => [type, count]),
      );
  }
}

/** Renders all funnels as CSV, one row per step. */
export const toFunnelsCsv = (funnels: FunnelReport[]): string =>
  toCsv(
    ['Funnel', 'Step', 'Sessions', 'Share of the first step (%)', 'Sessions in the previous period'],
    funnels.flatMap(({ name, steps }) =>
      steps.map(({ label, sessions, previous }) => [
        name,
        label,
        sessions,
        toPercentage(sessions, steps[0]?.sessions),
        previous,
      ]),
    ),
  );

const toPercentage = (sessions: number, entered = 0): string | null =>
  entered > 0 ? ((100 * sessions) / entered).toFixed(1) : null;
