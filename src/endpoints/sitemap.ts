import type { Payload } from 'payload';
import { z } from 'zod';
import { domainOf } from '../domain.ts';
import { type Context, type Endpoint, endpoint, type Reply } from '../gateway/endpoint.ts';
import { Problem } from '../problem.ts';
import { firstSitemap, type SitemapFile, sitemapFile } from '../services/content/sitemap/read-sitemap.ts';
import { ownUrls } from '../services/site-urls.ts';

const type = 'application/xml; charset=utf-8';
const common = { method: 'get', tag: 'Website', callers: ['public'] } as const;
const xml = { replies: { 200: z.string(), 304: null }, replyType: 'application/xml' };

/** Crawlers come a few times a day; the CDN is told when there is a new one. */
const CACHED = 'public, max-age=300, stale-while-revalidate=3600';

async function answer(file: SitemapFile, { holds }: Pick<Context, 'holds'>): Promise<Reply | undefined> {
  const headers = { ETag: file.etag, 'Cache-Control': CACHED };
  if (holds(file.etag)) return { status: 304, headers };
  const stored = await file.open();
  return (
    stored && { status: 200, body: stored.body, type, headers: { ...headers, 'Content-Length': `${stored.size}` } }
  );
}

async function standIn(payload: Payload): Promise<Reply> {
  return { status: 200, body: await firstSitemap(payload), type, headers: { 'Cache-Control': 'no-cache' } };
}

/** What crawlers ask for (api.md §6). */
export const sitemapEndpoints: Endpoint[] = [
  endpoint({
    ...common,
    ...xml,
    path: '/sitemap.xml',
    summary: 'The sitemap (sitemaps.org): one file, or the index of its parts when it is large',
    handle: async (context) => {
      const file = await sitemapFile(context.payload, 'entry');
      return (file && (await answer(file, context))) ?? standIn(context.payload);
    },
  }),
  endpoint({
    ...common,
    ...xml,
    path: '/sitemap-:part.xml',
    summary: 'A part of a large sitemap, as its index names it',
    params: z.strictObject({ part: z.coerce.number().int().min(1).max(50_000) }),
    problems: ['not_found'],
    handle: async (context) => {
      const file = await sitemapFile(context.payload, context.params.part);
      const reply = file && (await answer(file, context));
      if (!reply) throw new Problem('not_found');
      return reply;
    },
  }),
  endpoint({
    ...common,
    path: '/robots.txt',
    summary: 'What crawlers are asked to leave alone, and where the sitemap is (RFC 9309)',
    replies: { 200: z.string() },
    replyType: 'text/plain',
    handle: async ({ payload }) => {
      const { sitemap } = ownUrls(domainOf(payload).publicUrl);
      return {
        status: 200,
        body: `User-agent: *\nDisallow: /admin\nDisallow: /api/\n\nSitemap: ${sitemap}\n`,
        type: 'text/plain; charset=utf-8',
        headers: { 'Cache-Control': 'public, max-age=3600' },
      };
    },
  }),
];
