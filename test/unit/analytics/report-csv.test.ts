import { expect, test } from 'vitest';
import { SUMMARY_TABLES, toFunnelsCsv, toSummaryCsv } from '../../../src/services/analytics/report-csv.ts';

const figures = {
  visitors: 2,
  sessions: 3,
  pageViews: 40,
  conversions: 1,
  revenue: 149_999,
  refunded: 50,
  bookings: 4,
};
const summary = {
  ...{ from: '2027-01-01', to: '2027-01-01', totals: figures, days: [{ date: '2027-01-01', ...figures }] },
  pages: [{ page: '/kitchens', views: 30 }],
  referrers: [{ host: '=cmd', arrivals: 2 }],
  campaigns: [{ source: 'news', medium: 'email', campaign: 'spring, "oak"', arrivals: 1 }],
  bookings: [{ type: 'SHOWROOM', count: 4 }],
  previous: null,
};

const listLines = (csv: string) => csv.replace('\ufeff', '').trimEnd().split('\r\n');

test('each table of a summary has headings and one row per entry, with money in pounds', () => {
  const tables = SUMMARY_TABLES.map((table) => listLines(toSummaryCsv(summary, table)));
  expect(tables).toEqual([
    [
      'Date,Visitors,Sessions,Page views,Orders paid,Revenue (£),Refunded (£),Bookings',
      '2027-01-01,2,3,40,1,1499.99,0.50,4',
    ],
    ['Page,Views', '/kitchens,30'],
    ['Referrer,Arrivals', "'=cmd,2"],
    ['Source,Medium,Campaign,Arrivals', 'news,email,"spring, ""oak""",1'],
    ['Type,Bookings', 'SHOWROOM,4'],
  ]);
});

test('funnels have one row per step, with the share of the first step', () => {
  const step = (label: string, sessions: number, previous: number | null) => ({ label, sessions, previous });
  const funnel = (name: string, steps: ReturnType<typeof step>[]) => ({ key: name, name, windowHours: 1, steps });
  const lines = listLines(
    toFunnelsCsv([
      funnel('Visits', [step('See', 3, 2), step('Book', 1, null)]),
      funnel('Empty', [step('See', 0, 0), step('Book', 0, 0)]),
    ] as never),
  );
  expect(lines).toEqual([
    'Funnel,Step,Sessions,Share of the first step (%),Sessions in the previous period',
    'Visits,See,3,100.0,2',
    'Visits,Book,1,33.3,',
    'Empty,See,0,,0',
    'Empty,Book,0,,0',
  ]);
});
