import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { compactCounts } from '../../../src/services/analytics/expire-tracking.ts';
import { recordEvent } from '../../../src/services/analytics/record-domain-event.ts';
import { startGateway } from '../../support/gateway.ts';
import { createUuidAt, record, trackingEvent } from '../../support/rollups.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call } = await startGateway();
const { analyst: token, sales } = await staffTokens(payload);

const get = (path: string) => call('GET', `/v1/analytics/${path}`, { token });
const customer = uuidv7();
const SITE = 'https://www.lomashwood.co.uk';

const sold = (type: string, occurredAt: string, amount: number) =>
  withTransaction(payload, (req) =>
    recordEvent(req, {
      ...{
        id: createUuidAt(occurredAt),
        type,
        category: 'commerce',
        properties: { amount },
        userId: customer,
        occurredAt,
      },
    }),
  );

// The clocks go back at 01:00 UTC on 25 October 2026, so 23:30 UTC on the 24th is 00:30 BST on the 25th.
await record(payload, [
  trackingEvent({
    occurredAt: '2026-10-24T23:30:00.000Z',
    sessionId: 'a',
    pageUrl: `${SITE}/kitchens?x=1`,
    referrer: 'https://www.google.com/',
  }),
  trackingEvent({
    occurredAt: '2026-10-25T12:00:00.000Z',
    sessionId: 'a',
    userId: customer,
    pageUrl: `${SITE}/kitchens`,
  }),
  trackingEvent({
    occurredAt: '2026-10-25T20:00:00.000Z',
    sessionId: 'b',
    userId: customer,
    pageUrl: `${SITE}/=cmd|'/C calc'!A0`,
  }),
  trackingEvent({ occurredAt: '2026-10-25T21:00:00.000Z', sessionId: 'robot', isBot: true }),
  trackingEvent({
    occurredAt: '2026-10-24T10:00:00.000Z',
    sessionId: 'c',
    utm: { utm_source: '=1+1', utm_medium: 'cpc' },
  }),
  // Amounts sent by the website are ignored.
  trackingEvent({ occurredAt: '2026-10-25T21:00:00.000Z', type: 'conversion', properties: { amount: 99_999_999 } }),
]);
await compactCounts(payload);
await sold('conversion', '2026-10-25T09:00:00.000Z', 149_999);
await sold('payment_refunded', '2026-10-25T10:00:00.000Z', 50_000);

test('a summary counts by London days, counts each known visitor once, and includes only revenue that the server recorded', async () => {
  const { status, body } = await get('summary?from=2026-10-25&to=2026-10-25');
  expect(status).toBe(200);
  const figures = {
    ...{ visitors: 1, sessions: 2, pageViews: 3, conversions: 1, revenue: 1499.99, refunded: 500, bookings: 0 },
  };
  expect(body).toMatchObject({
    ...{
      from: '2026-10-25',
      to: '2026-10-25',
      currency: 'GBP',
      totals: figures,
      days: [{ date: '2026-10-25', ...figures }],
    },
    pages: [
      { page: '/kitchens', views: 2 },
      { page: "/=cmd|'/C calc'!A0", views: 1 },
    ],
    referrers: [{ host: 'google.com', arrivals: 1 }],
    campaigns: [],
    previous: { from: '2026-10-24', to: '2026-10-24', totals: { visitors: 1, sessions: 1, pageViews: 1 } },
  });
});

test('a summary includes days without events, and can omit the comparison', async () => {
  const { body } = await get('summary?from=2026-10-22&to=2026-10-26&compare=none');
  const { days, previous } = body as { days: { date: string; pageViews: number }[]; previous: null };
  expect(days.map(({ date, pageViews }) => [date, pageViews])).toEqual([
    ...[
      ['2026-10-22', 0],
      ['2026-10-23', 0],
      ['2026-10-24', 1],
      ['2026-10-25', 3],
      ['2026-10-26', 0],
    ],
  ]);
  expect(previous).toBeNull();
});

test.each([
  'summary?from=2026-10-25',
  'summary?from=2026-10-25&to=2026-10-24',
  'summary?from=2025-10-01&to=2026-10-24',
  'summary?from=2026-02-29&to=2026-03-01',
  'summary?from=20261025&to=20261026',
  'summary?surprise=1',
  'summary?compare=last-year',
  'summary.csv?table=users',
  'funnels?from=x&to=y',
])('%s is refused', async (path) => {
  expect(await get(path)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
});

test('reports without dates cover the last 30 days', async () => {
  const { body } = await get('summary');
  expect((body as { days: unknown[] }).days).toHaveLength(30);
  expect(await get('funnels')).toMatchObject({
    status: 200,
    body: { data: [{ key: 'appointment' }, { key: 'purchase' }] },
  });
});

test('a CSV file has no cell that a spreadsheet would run as a formula', async () => {
  const campaigns = await get('summary.csv?table=campaigns&from=2026-10-20&to=2026-10-26');
  expect(campaigns.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(campaigns.headers.get('content-disposition')).toBe(
    'attachment; filename="campaigns-2026-10-20-2026-10-26.csv"',
  );
  expect(String(campaigns.body).split('\r\n').slice(1)).toEqual(["'=1+1,cpc,,1", '']);
  const days = await get('summary.csv?from=2026-10-25&to=2026-10-25');
  expect(String(days.body)).toContain('2026-10-25,1,2,3,1,1499.99,500.00,0');
  expect(String((await get('funnels.csv')).body)).toContain('Appointment,Saw the appointments page,0,');
});

test('only analysts and admins can read reports', async () => {
  expect(await call('GET', '/v1/analytics/summary', { token: sales })).toMatchObject({ status: 403 });
  expect(await call('GET', '/v1/analytics/funnels.csv')).toMatchObject({ status: 401 });
});

test('dashboards are computed from rollups only', async () => {
  await database(payload).execute(sql`TRUNCATE tracking_events`);
  const { body } = await get('summary?from=2026-10-25&to=2026-10-25');
  expect(body).toMatchObject({ totals: { visitors: 1, sessions: 2, pageViews: 3, revenue: 1499.99 } });
});
