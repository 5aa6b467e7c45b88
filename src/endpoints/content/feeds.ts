import type { Payload } from 'payload';
import { z } from 'zod';
import { Problem } from '../../lib/problem.ts';
import { runtimeOf } from '../../lib/runtime.ts';
import { toSiteUrls } from '../../lib/site-urls.ts';
import { renderRssFeed } from '../../services/content/publishing/feed.ts';
import { findSitemapFile, renderFallbackSitemap, type SitemapFile } from '../../services/content/publishing/sitemap.ts';
import { type Context, defineEndpoint, type Endpoint, type Reply } from '../endpoint.ts';

/** The endpoint of the RSS feed (docs/spec/api.md#6-blog). */
export const feedEndpoints: Endpoint[] = [
  defineEndpoint({
    method: 'get',
    path: '/v1/blog/feed.xml',
    summary: 'Get the latest 50 posts as RSS 2.0',
    tag: 'Blog',
    callers: ['public'],
    replies: { 200: z.string(), 304: null },
    replyType: 'application/rss+xml',
    handle: async (context) => {
      const { payload } = context;
      const { xml, etag } = await renderRssFeed(payload);
      const headers = { ETag: etag, 'Cache-Control': 'public, max-age=60, stale-while-revalidate=600' };
      if (context.clientHas(etag)) return { status: 304, headers };
      return { status: 200, body: xml, type: 'application/rss+xml; charset=utf-8', headers };
    },
  }),
];

const type = 'application/xml; charset=utf-8';
const common = { method: 'get', tag: 'Website', callers: ['public'] } as const;
const xml = { replies: { 200: z.string(), 304: null }, replyType: 'application/xml' };

/** Caches may keep a sitemap for five minutes: crawlers come only a few times a day, and a new sitemap invalidates the CDN. */
const CACHE_CONTROL = 'public, max-age=300, stale-while-revalidate=3600';

/** The number of a sitemap part, without leading zeros, so that each part has only one address. */
const PART_NUMBER = /^[1-9]\d{0,4}$/;

async function replyWithFile(file: SitemapFile, context: Pick<Context, 'clientHas'>): Promise<Reply | undefined> {
  const headers = { ETag: file.etag, 'Cache-Control': CACHE_CONTROL };
  if (context.clientHas(file.etag)) return { status: 304, headers };
  const stored = await file.open();
  return (
    stored && { status: 200, body: stored.body, type, headers: { ...headers, 'Content-Length': `${stored.size}` } }
  );
}

async function replyWithFirstSitemap(payload: Payload): Promise<Reply> {
  return { status: 200, body: await renderFallbackSitemap(payload), type, headers: { 'Cache-Control': 'no-cache' } };
}

/** The endpoints for crawlers: sitemaps and robots.txt (docs/spec/api.md#6-blog). */
export const sitemapEndpoints: Endpoint[] = [
  defineEndpoint({
    ...common,
    ...xml,
    path: '/sitemap.xml',
    summary: 'Get the sitemap (sitemaps.org): one file, or an index of its parts when it is large',
    handle: async (context) => {
      const file = await findSitemapFile(context.payload, 'entry');
      return (file && (await replyWithFile(file, context))) ?? replyWithFirstSitemap(context.payload);
    },
  }),
  defineEndpoint({
    ...common,
    ...xml,
    path: '/sitemap-:part.xml',
    summary: 'Get a part of a large sitemap, as named in its index',
    params: z.strictObject({ part: z.string() }),
    problems: ['not_found'],
    handle: async (context) => {
      const { part } = context.params;
      const file = PART_NUMBER.test(part) ? await findSitemapFile(context.payload, Number(part)) : undefined;
      const reply = file && (await replyWithFile(file, context));
      if (!reply) throw new Problem('not_found');
      return reply;
    },
  }),
  defineEndpoint({
    ...common,
    path: '/robots.txt',
    summary: 'Get the rules for crawlers and the address of the sitemap (RFC 9309)',
    replies: { 200: z.string() },
    replyType: 'text/plain',
    handle: async ({ payload }) => {
      const { sitemap } = toSiteUrls(runtimeOf(payload).publicUrl);
      return {
        status: 200,
        body: `User-agent: *\nDisallow: /admin\nDisallow: /api/\n\nSitemap: ${sitemap}\n`,
        type: 'text/plain; charset=utf-8',
        headers: { 'Cache-Control': 'public, max-age=3600' },
      };
    },
  }),
];
