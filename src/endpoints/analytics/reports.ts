import { z } from 'zod';
import { readFunnels } from '../../services/analytics/read-funnels.ts';
import { readSummary } from '../../services/analytics/read-summary.ts';
import { toFunnelsCsv, toSummaryCsv } from '../../services/analytics/report-csv.ts';
import { defineEndpoint, type Endpoint } from '../endpoint.ts';
import {
  funnelsReply,
  reportQuery,
  summaryReply,
  summaryTableQuery,
  toFunnelsReply,
  toPeriod,
  toSummaryReply,
} from './shapes.ts';

const common = { method: 'get', tag: 'Analytics', callers: ['analyst'] } as const;

/** No cache may store a report: reports are for staff only, and change by the second. */
const headers = { 'Cache-Control': 'private, no-store' };

const toCsvReply = (name: string, body: string) => ({
  status: 200,
  type: 'text/csv; charset=utf-8',
  body,
  headers: { ...headers, 'Content-Disposition': `attachment; filename="${name}.csv"` },
});

const isCompared = ({ compare }: { compare: 'previous' | 'none' }) => compare === 'previous';

const TOP_ROWS = 10;
const EXPORTED_ROWS = 1000;

/** The endpoints of the reports, for analysts and admins (docs/spec/api.md#8-analytics). */
export const analyticsReportEndpoints: Endpoint[] = [
  defineEndpoint({
    ...common,
    path: '/v1/analytics/summary',
    summary: 'Visitors, sessions, page views, conversions, revenue and bookings by day, and where visitors came from',
    query: reportQuery,
    replies: { 200: summaryReply },
    handle: async ({ payload, query }) => ({
      status: 200,
      body: toSummaryReply(await readSummary(payload, toPeriod(query), { compare: isCompared(query), top: TOP_ROWS })),
      headers,
    }),
  }),
  defineEndpoint({
    ...common,
    path: '/v1/analytics/summary.csv',
    summary: 'One table of the summary as a file for spreadsheets',
    query: summaryTableQuery,
    replies: { 200: z.string() },
    replyType: 'text/csv',
    handle: async ({ payload, query }) => {
      const period = toPeriod(query);
      const summary = await readSummary(payload, period, { compare: false, top: EXPORTED_ROWS });
      return toCsvReply(`${query.table}-${period.from}-${period.to}`, toSummaryCsv(summary, query.table));
    },
  }),
  defineEndpoint({
    ...common,
    path: '/v1/analytics/funnels',
    summary: 'Count the sessions that reached each step of each funnel',
    query: reportQuery,
    replies: { 200: funnelsReply },
    handle: async ({ payload, query }) => {
      const period = toPeriod(query);
      const funnels = await readFunnels(payload, period, { compare: isCompared(query) });
      return { status: 200, body: toFunnelsReply(period, funnels), headers };
    },
  }),
  defineEndpoint({
    ...common,
    path: '/v1/analytics/funnels.csv',
    summary: 'The funnels as a file for spreadsheets',
    query: reportQuery,
    replies: { 200: z.string() },
    replyType: 'text/csv',
    handle: async ({ payload, query }) => {
      const period = toPeriod(query);
      const funnels = await readFunnels(payload, period, { compare: isCompared(query) });
      return toCsvReply(`funnels-${period.from}-${period.to}`, toFunnelsCsv(funnels));
    },
  }),
];
