import { z } from 'zod';
import { type Endpoint, endpoint } from '../gateway/endpoint.ts';
import { funnelsCsv, summaryCsv } from '../services/analytics/reports/csv.ts';
import { readFunnels } from '../services/analytics/reports/funnels.ts';
import { readSummary } from '../services/analytics/reports/summary.ts';
import {
  asFunnels,
  asSummary,
  funnelsReply,
  periodOf,
  reportQuery,
  summaryReply,
  summaryTableQuery,
} from './analytics-shapes.ts';

const common = { method: 'get', tag: 'Analytics', callers: ['analyst'] } as const;

/** What is asked for again and again changes by the second and is for staff alone. */
const headers = { 'Cache-Control': 'private, no-store' };

const csvReply = (name: string, body: string) => ({
  status: 200,
  type: 'text/csv; charset=utf-8',
  body,
  headers: { ...headers, 'Content-Disposition': `attachment; filename="${name}.csv"` },
});

const isCompared = ({ compare }: { compare: 'previous' | 'none' }) => compare === 'previous';

const TOP = 10;
const TOP_EXPORTED = 1000;

/** The reports of api.md §8, for analysts and admins. */
export const analyticsReportEndpoints: Endpoint[] = [
  endpoint({
    ...common,
    path: '/v1/analytics/summary',
    summary: 'Visitors, sessions, page views, conversions, revenue and bookings by day, and where visitors came from',
    query: reportQuery,
    replies: { 200: summaryReply },
    handle: async ({ payload, query }) => ({
      status: 200,
      body: asSummary(await readSummary(payload, periodOf(query), { compare: isCompared(query), top: TOP })),
      headers,
    }),
  }),
  endpoint({
    ...common,
    path: '/v1/analytics/summary.csv',
    summary: 'One table of the summary as a file for spreadsheets',
    query: summaryTableQuery,
    replies: { 200: z.string() },
    replyType: 'text/csv',
    handle: async ({ payload, query }) => {
      const period = periodOf(query);
      const summary = await readSummary(payload, period, { compare: false, top: TOP_EXPORTED });
      return csvReply(`${query.table}-${period.from}-${period.to}`, summaryCsv(summary, query.table));
    },
  }),
  endpoint({
    ...common,
    path: '/v1/analytics/funnels',
    summary: 'How many sessions took each step of each funnel',
    query: reportQuery,
    replies: { 200: funnelsReply },
    handle: async ({ payload, query }) => {
      const period = periodOf(query);
      const funnels = await readFunnels(payload, period, { compare: isCompared(query) });
      return { status: 200, body: asFunnels(period, funnels), headers };
    },
  }),
  endpoint({
    ...common,
    path: '/v1/analytics/funnels.csv',
    summary: 'The funnels as a file for spreadsheets',
    query: reportQuery,
    replies: { 200: z.string() },
    replyType: 'text/csv',
    handle: async ({ payload, query }) => {
      const period = periodOf(query);
      const funnels = await readFunnels(payload, period, { compare: isCompared(query) });
      return csvReply(`funnels-${period.from}-${period.to}`, funnelsCsv(funnels));
    },
  }),
];
