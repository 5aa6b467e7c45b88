import { z } from 'zod';
import { type Endpoint, endpoint } from '../gateway/endpoint.ts';
import { rssFeed } from '../services/content/feed/rss.ts';

/** `GET /v1/blog/feed.xml` (api.md §6). */
export const feedEndpoints: Endpoint[] = [
  endpoint({
    method: 'get',
    path: '/v1/blog/feed.xml',
    summary: 'The latest 50 posts as RSS 2.0',
    tag: 'Blog',
    callers: ['public'],
    replies: { 200: z.string(), 304: null },
    replyType: 'application/rss+xml',
    handle: async ({ payload, holds }) => {
      const { xml, etag } = await rssFeed(payload);
      const headers = { ETag: etag, 'Cache-Control': 'public, max-age=60, stale-while-revalidate=600' };
      if (holds(etag)) return { status: 304, headers };
      return { status: 200, body: xml, type: 'application/rss+xml; charset=utf-8', headers };
    },
  }),
];
