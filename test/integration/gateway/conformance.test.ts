import { describe, expect, it } from 'vitest';
import { withTransaction } from '../../../src/database/transaction.ts';
import { endpoints } from '../../../src/endpoints/index.ts';
import { SIGN_IN_ROUTES } from '../../../src/gateway/mount-payload-api.ts';
import { runContentTask } from '../../../src/jobs/content/content-tasks.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { createDownloadLink } from '../../../src/services/brochures/brochure-file.ts';
import { requestTask } from '../../../src/services/content/publishing/task-runs.ts';
import { makeBrochure } from '../../support/brochures.ts';
import { makeProduct } from '../../support/catalogue.ts';
import { startGateway } from '../../support/gateway.ts';
import { createMp4 } from '../../support/media.ts';
import { article } from '../content/blog-support.ts';

const { payload, base } = await startGateway();
const ID = '0199a1b2-0000-7000-8000-000000000000';

const ask = async (method: string, path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(base + path, { method: method.toUpperCase(), headers, redirect: 'manual' });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

/**
 * Returns the headers of a conditional request. If only `if-none-match` is set, `fetch` adds `cache-control: no-cache`, which
 * requests a fresh copy; so `cache-control` is set, too.
 */
const holding = (etag: string) => ({ 'if-none-match': etag, 'cache-control': 'max-age=0' });

const concrete = (path: string) => path.replaceAll(/:\w+/g, ID);
const PUBLIC_READS = endpoints
  .filter(({ method, callers }) => method === 'get' && callers.some((each) => each === 'public'))
  .map(({ path }) => path);

/** Creates a document for each public route with a parameter. @returns the path of each document, keyed by its route */
async function makeDocuments(): Promise<Record<string, string>> {
  const product = await makeProduct(payload);
  const data = { title: 'Oak', content: article('Oak.'), _status: 'published' } as never;
  const post = await payload.create({ collection: 'blogs', data });
  const link = new URL(createDownloadLink(payload, (await makeBrochure(payload)).id).url);
  await withTransaction(payload, (req) => requestTask(req, 'sitemap', ['test']));
  // The delay is -1 ms, because the time of a content task request is rounded to milliseconds and may be slightly in the future.
  await runContentTask(payload, 'sitemap', { ...TIMINGS, propagationMs: -1 });
  return {
    '/v1/products/:slugOrId': `/v1/products/${product.slug}`,
    '/v1/blog/:slugOrId': `/v1/blog/${post.slug}`,
    '/v1/brochures/:brochureId/brochure.pdf': link.pathname + link.search,
    '/sitemap-:part.xml': '/sitemap-1.xml',
  };
}

const documents = await makeDocuments();
const FOUND = PUBLIC_READS.map((path) => documents[path] ?? path);
const MISSING = PUBLIC_READS.filter((path) => path.includes(':')).map(concrete);
const PAGES = ['/', '/readyz', '/openapi.json', '/docs', '/docs/start.js', '/docs/problems'];

describe('each route', () => {
  // Omit Stripe's webhook, which has no limit, and the analytics endpoints, which send the rate-limit headers only when they
  // accept events.
  const limited = endpoints.filter(({ limit }) => limit !== null && !limit?.counter);

  it.each<readonly [string, string]>([
    ...limited.map(({ method, path }) => [method, concrete(path)] as const),
    ...[...PAGES, '/nothing', '/v1/nothing', '/api/nothing', '/media/nothing.jpg', '/admin/login', '/_next/x'].map(
      (path) => ['get', path] as const,
    ),
    ['get', '/api/products'],
    ['post', '/api/graphql'],
    ['post', '/api/users/login'],
  ])('%s %s sends the headers of its limit', async (method, path) => {
    expect((await ask(method, path)).headers.get('ratelimit-policy')).toMatch(/;q=\d+;w=\d+$/);
  });
});

it.each(SIGN_IN_ROUTES)('the sign-in route %s counts towards the limit of sign-ins', async (route) => {
  for (const path of [`/api/users/${concrete(route)}`, `/api/users/${concrete(route).toUpperCase()}/`])
    expect((await ask('post', path)).headers.get('ratelimit-policy')).toMatch(/^"sign-in";/);
});

it.each(FOUND)('%s is found', async (path) => {
  expect((await ask('get', path)).status).toBe(200);
});

it.each(MISSING)('%s is not found', async (path) => {
  expect([400, 404]).toContain((await ask('get', path)).status);
});

describe.each([...FOUND, ...MISSING, ...PAGES, '/healthz'])('%s', (path) => {
  it('responds to HEAD as to GET, without a body', async () => {
    const [get, head] = [await ask('get', path), await ask('head', path)];
    expect([head.status, head.bytes.length]).toEqual([get.status, 0]);
    const volatile = get.headers.get('cache-control') === 'no-store';
    for (const name of ['content-type', 'cache-control', 'location', ...(volatile ? [] : ['etag'])])
      expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
  });

  it('ignores ranges', async () => {
    const { status } = await ask('get', path);
    expect((await ask('get', path, { range: 'bytes=0-0' })).status).toBe(status);
  });

  it('responds with 304 only to a client that has the current version', async () => {
    const { status, headers } = await ask('get', path);
    const etag = headers.get('etag');
    const isCached = status === 200 && !/no-store/.test(headers.get('cache-control') ?? '');
    if (path.startsWith('/v1/') && isCached) expect(etag).not.toBeNull();
    if (etag === null || !isCached) return;
    expect((await ask('get', path, holding(etag))).status).toBe(304);
    expect((await ask('get', path, holding(`"x", ${etag}`))).status).toBe(304);
    expect((await ask('get', path, holding(etag.replace('W/', '')))).status).toBe(304);
    expect((await ask('get', path, holding('"x"'))).status).toBe(200);
  });

  it('responds in the same way with a trailing slash', async () => {
    if (path === '/') return;
    expect((await ask('get', path.replace(/(?=\?|$)/, '/'))).status).toBe((await ask('get', path)).status);
  });
});

describe.each([...PAGES, '/healthz', '/docs/assets/swagger-ui.css', '/media/nothing.jpg', '/sitemap.xml'])(
  'the methods of %s',
  (path) => {
    it.each(['post', 'put', 'patch', 'delete'])(
      'do not include %s, which gets 405 with the list of methods',
      async (method) => {
        const { status, headers } = await ask(method, path);
        expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
      },
    );

    it('are listed in the response to OPTIONS', async () => {
      const { status, headers } = await ask('options', path);
      expect([status, headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    });
  },
);

it('a media file supports ranges for GET only', async () => {
  const { storage } = runtimeOf(payload);
  await storage.put('media/2026/11/film.mp4', createMp4(), { contentType: 'video/mp4' });
  const range = { range: 'bytes=0-0' };
  expect((await ask('get', '/media/2026/11/film.mp4', range)).status).toBe(206);
  const head = await ask('head', '/media/2026/11/film.mp4', range);
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(createMp4().length)]);
});

it('a media file is sent in response to If-Match only if the client names its current version', async () => {
  const path = '/media/2026/11/matched.mp4';
  await runtimeOf(payload).storage.put(path.slice(1), createMp4(), { contentType: 'video/mp4' });
  const etag = String((await ask('get', path)).headers.get('etag'));
  const withTag = async (tag: string, more = {}) => (await ask('get', path, { 'if-match': tag, ...more })).status;
  for (const tag of [etag, '*', `"x", ${etag}`]) expect(await withTag(tag), tag).toBe(200);
  for (const tag of ['"x"', `W/${etag}`, 'x']) expect(await withTag(tag), tag).toBe(412);
  expect(await withTag(etag, { range: 'bytes=0-0' })).toBe(206);
  // The server evaluates If-Match before all other conditions (RFC 9110 §13.2.2).
  expect(await withTag('"x"', { ...holding(etag), range: 'bytes=0-0' })).toBe(412);
  expect(await withTag(etag, holding(etag))).toBe(304);
  const { status, bytes, headers } = await ask('head', path, { 'if-match': '"x"' });
  expect([status, bytes.length, headers.get('etag')]).toEqual([412, 0, null]);
  expect((await ask('get', '/media/nothing.jpg', { 'if-match': '"x"' })).status).toBe(404);
});
