import { describe, expect, it } from 'vitest';
import { endpoints } from '../../../src/endpoints/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { mp4Of } from '../../support/media.ts';

const { payload, base } = await startGateway();
const ID = '0199a1b2-0000-7000-8000-000000000000';

const ask = async (method: string, path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(base + path, { method: method.toUpperCase(), headers, redirect: 'manual' });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

/** Without the second header `fetch` asks for a new copy in any case. */
const holding = (etag: string) => ({ 'if-none-match': etag, 'cache-control': 'max-age=0' });

const concrete = (path: string) => path.replaceAll(/:\w+/g, ID);
const READ = endpoints
  .filter(({ method, callers }) => method === 'get' && callers.some((each) => each === 'public'))
  .map(({ path }) => concrete(path));
const PAGES = ['/', '/readyz', '/openapi.json', '/docs', '/docs/start.js', '/docs/problems'];

describe('each route', () => {
  // Webhooks of Stripe are signed, and come as often as it likes. Analytics says it on what it takes.
  const limited = endpoints.filter(({ limit }) => limit !== null && !limit?.own);

  it.each<readonly [string, string]>([
    ...limited.map(({ method, path }) => [method, concrete(path)] as const),
    ...[...PAGES, '/nothing', '/v1/nothing', '/api/nothing', '/media/nothing.jpg', '/admin/login', '/_next/x'].map(
      (path) => ['get', path] as const,
    ),
    ['get', '/api/products'],
    ['post', '/api/graphql'],
    ['post', '/api/users/login'],
  ])('%s %s says what is left of its limit', async (method, path) => {
    expect((await ask(method, path)).headers.get('ratelimit-policy')).toMatch(/;q=\d+;w=\d+$/);
  });
});

describe.each([...READ, ...PAGES, '/healthz'])('%s', (path) => {
  it('answers HEAD as GET, without a body', async () => {
    const [get, head] = [await ask('get', path), await ask('head', path)];
    expect([head.status, head.bytes.length]).toEqual([get.status, 0]);
    const volatile = get.headers.get('cache-control') === 'no-store';
    for (const name of ['content-type', 'cache-control', 'location', ...(volatile ? [] : ['etag'])])
      expect([name, head.headers.get(name)]).toEqual([name, get.headers.get(name)]);
  });

  it('knows no ranges', async () => {
    const { status } = await ask('get', path);
    expect((await ask('get', path, { range: 'bytes=0-0' })).status).toBe(status);
  });

  it('answers 304 to a client that has what it answers, and to no other', async () => {
    const { status, headers } = await ask('get', path);
    const etag = headers.get('etag');
    if (etag === null || status !== 200 || headers.get('cache-control') === 'no-store') return;
    expect((await ask('get', path, holding(etag))).status).toBe(304);
    expect((await ask('get', path, holding(`"x", W/${etag}`))).status).toBe(304);
    expect((await ask('get', path, holding('"x"'))).status).toBe(200);
  });

  it('is the same with a slash at its end', async () => {
    if (path === '/') return;
    expect((await ask('get', `${path}/`)).status).toBe((await ask('get', path)).status);
  });
});

it('a file has ranges for GET alone', async () => {
  const { domainOf } = await import('../../../src/domain.ts');
  const { storage } = domainOf(payload);
  await storage.put('media/2026/11/film.mp4', mp4Of(), { contentType: 'video/mp4' });
  const range = { range: 'bytes=0-0' };
  expect((await ask('get', '/media/2026/11/film.mp4', range)).status).toBe(206);
  const head = await ask('head', '/media/2026/11/film.mp4', range);
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(mp4Of().length)]);
});
