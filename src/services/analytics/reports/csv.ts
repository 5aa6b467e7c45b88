import { csv } from '../../csv.ts';
import type { FunnelReport } from './funnels.ts';
import type { Summary } from './summary.ts';

/** What of a summary is exported: each its own table. */
export const TABLES = ['days', 'pages', 'referrers', 'campaigns', 'bookings'] as const;
export type Table = (typeof TABLES)[number];

const pounds = (pence: number) => (pence / 100).toFixed(2);

/** One table of a summary; money is pounds. */
export function summaryCsv(summary: Summary, table: Table): string {
  switch (table) {
    case 'days':
      return csv(
        ['Date', 'Visitors', 'Sessions', 'Page views', 'Conversions', 'Revenue (£)', 'Refunded (£)', 'Bookings'],
        summary.days.map((day) => [
          ...[day.date, day.visitors, day.sessions, day.pageViews, day.conversions],
          ...[pounds(day.revenue), pounds(day.refunded), day.bookings],
        ]),
      );
    case 'pages':
      return csv(
        ['Page', 'Views'],
        summary.pages.map(({ page, views }) => [page, views]),
      );
    case 'referrers':
      return csv(
        ['Referrer', 'Arrivals'],
        summary.referrers.map(({ host, arrivals }) => [host, arrivals]),
      );
    case 'campaigns':
      return csv(
        ['Source', 'Medium', 'Campaign', 'Arrivals'],
        summary.campaigns.map(({ source, medium, campaign, arrivals }) => [source, medium, campaign, arrivals]),
      );
    case 'bookings':
      return csv(
        ['Type', 'Bookings'],
        summary.bookings.map(({ type, count }) => [type, count]),
      );
  }
}

/** All funnels, a row a step. */
export const funnelsCsv = (funnels: FunnelReport[]): string =>
  csv(
    ['Funnel', 'Step', 'Sessions', 'Share of the first step (%)', 'Sessions of the days before'],
    funnels.flatMap(({ name, steps }) =>
      steps.map(({ label, sessions, previous }) => [
        name,
        label,
        sessions,
        shareOf(sessions, steps[0]?.sessions),
        previous,
      ]),
    ),
  );

const shareOf = (sessions: number, entered = 0): string | null =>
  entered > 0 ? ((100 * sessions) / entered).toFixed(1) : null;
