import { z } from 'zod';
import { type Endpoint, endpoint } from '../gateway/endpoint.ts';
import { trackerFile } from '../services/analytics/tracker/tracker-file.ts';

/** Pages of a visit share one copy; a new version is everywhere within the hour. */
const CACHED = 'public, max-age=3600, stale-while-revalidate=86400';

/** The script that the website includes (api.md §8). */
export const trackerEndpoints: Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/analytics/tracker.js',
    summary: 'The website’s tracker: page views, and what the data layer of Google Tag Manager says',
    tag: 'Analytics',
    callers: ['public'],
    replies: { 200: z.string(), 304: null },
    replyType: 'text/javascript',
    handle: async ({ holds }) => {
      const { code, etag } = await trackerFile();
      const headers = { ETag: etag, 'Cache-Control': CACHED };
      if (holds(etag)) return { status: 304, headers };
      return { status: 200, body: code, type: 'text/javascript; charset=utf-8', headers };
    },
  }),
];
