import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from '@payloadcms/db-postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { startRedis } from '../../../local/services/redis.ts';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { changeProduct, makeProduct } from '../../support/catalogue.ts';
import { startSite } from '../../support/site.ts';
import { collectStatements, RECORDING } from '../../support/statements.ts';
import { timeLimit } from '../../support/time-limit.ts';
import { until } from '../../support/until.ts';
import { article } from '../content/blog-support.ts';
import { startWebProcess, type WebProcess } from '../gateway/web-process.ts';

const dataDir = await mkdtemp(path.join(tmpdir(), 'lomash-cache-'));
const cache = await startRedis({ dataDir, ephemeral: true });
const { payload, environment } = await startSite({ REDIS_URL: cache.url });
const webs = (await Promise.all([1, 2].map(() => startWebProcess({ ...environment, ...RECORDING })))) as [
  WebProcess,
  WebProcess,
];
afterAll(async () => {
  await Promise.all(webs.map((web) => web.stop()));
  await cache.stop();
  await rm(dataDir, { recursive: true, force: true });
});

type Page = { data: { title: string }[] };

const get = (web: WebProcess, path: string, headers: Record<string, string> = {}) =>
  fetch(`${web.base}${path}`, { headers });

async function titles(web: WebProcess, path: string): Promise<string[]> {
  const response = await get(web, path);
  expect(response.status).toBe(200);
  return ((await response.json()) as Page).data.map(({ title }) => title);
}

/** Returns the queries on product cards that both processes have sent since the last call. */
async function statementsOnCards(): Promise<string[]> {
  const reports = await Promise.all(webs.map(({ process }) => collectStatements(process)));
  return reports.flat().filter((text) => text.includes('product_cards'));
}

let walks = 0;
/** Returns a URL that lists all products. Each call returns a URL that no request has used yet. */
const newList = () => `/v1/products?priceMax=${++walks + 1000}`;

const product = await makeProduct(payload, { title: 'First', price: 1 });

describe('the cache of product pages', () => {
  test('needs one query for the first request of a page, and none for later requests in either process', async () => {
    const list = newList();
    await statementsOnCards();
    await titles(webs[0], list);
    expect(await statementsOnCards()).toHaveLength(1);
    await Promise.all([titles(webs[0], list), titles(webs[1], list), titles(webs[1], list)]);
    // Request the same list with its default parameters written out.
    await titles(webs[1], `${list}&limit=20&sort=-createdAt`);
    expect(await statementsOnCards()).toEqual([]);
    await get(webs[0], '/v1/products/facets?priceMax=77');
    expect(await statementsOnCards()).toHaveLength(1);
  });

  test('stores a later page in process memory, and shares it in Redis when it is requested again', async () => {
    const { redis } = runtimeOf(payload);
    const list = `${newList()}&cursor=${product.id}`;
    const copies = () => redis.keys('product:list:*[0-9]}').then((keys) => keys.length);
    await titles(webs[0], list);
    const before = await copies();
    await statementsOnCards();
    await titles(webs[0], list);
    expect(await statementsOnCards()).toEqual([]);
    await titles(webs[1], list);
    expect(await statementsOnCards()).toHaveLength(1);
    await until(async () => (await copies()) === before + 1, 'the copy in Redis', 1000);
  });

  test('computes a later page at most once per process for 200 concurrent requests', async () => {
    const list = `${newList()}&cursor=${product.id}`;
    await titles(webs[0], newList());
    await statementsOnCards();
    await Promise.all(Array.from({ length: 200 }, (_, i) => titles(webs[i % 2] as WebProcess, list)));
    expect((await statementsOnCards()).length).toBeLessThanOrEqual(2);
  });

  test('computes a page once for 200 concurrent requests to two processes', async () => {
    const list = newList();
    await titles(webs[0], newList());
    await statementsOnCards();
    const all = await Promise.all(Array.from({ length: 200 }, (_, i) => titles(webs[i % 2] as WebProcess, list)));
    expect(new Set(all.map((page) => page.join())).size).toBe(1);
    expect(await statementsOnCards()).toHaveLength(1);
  });

  test('shows a change in every process within a second', async () => {
    const list = newList();
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(webs.map((web) => titles(web, list)));
      const title = `Round ${round}`;
      await changeProduct(payload, product.id, { title });
      const committed = performance.now();
      await Promise.all(
        webs.map((web) =>
          until(
            async () => (await titles(web, list)).includes(title) || performance.now() - committed > timeLimit(2000),
            title,
          ),
        ),
      );
      expect(performance.now() - committed).toBeLessThan(timeLimit(1000));
    }
  });

  test('does not reuse a page that was computed before a change committed', async () => {
    const late = newList();
    await withTransaction(payload, async (req) => {
      await payload.update({ collection: 'products', id: product.id, data: { title: 'After' } as never, req });
      // This page is computed and cached before the change commits.
      expect(await titles(webs[0], late)).not.toContain('After');
    });
    await until(async () => (await titles(webs[1], late)).includes('After'), 'the changed page', 1000);
    await until(async () => (await titles(webs[0], late)).includes('After'), 'the changed page', 1000);
  });

  test('responds with 304 to a matching ETag', async () => {
    const list = newList();
    const first = await get(webs[0], list);
    const etag = first.headers.get('etag') as string;
    expect(first.headers.get('cache-control')).toMatch(/^public, max-age=\d+, stale-while-revalidate=\d+$/);
    expect(etag).toMatch(/^W\/"[\w-]+"$/);
    for (const sent of [etag, etag.replace('W/', ''), `"other", ${etag}`, '*']) {
      const again = await get(webs[1], list, { 'if-none-match': sent });
      expect([again.status, await again.text(), again.headers.get('etag')], sent).toEqual([304, '', etag]);
      expect(again.headers.get('cache-control')).toBe(first.headers.get('cache-control'));
    }
    expect((await get(webs[1], list, { 'if-none-match': '"other"' })).status).toBe(200);
    await changeProduct(payload, product.id, { title: 'Another' });
    await until(
      async () => (await get(webs[1], list, { 'if-none-match': etag })).status === 200,
      'another answer',
      1000,
    );
    const refused = await get(webs[0], '/v1/products/nothing-like-it', { 'if-none-match': '*' });
    expect([refused.status, refused.headers.get('cache-control')]).toEqual([404, 'no-store']);
  });

  test('stores pages in Redis for at most a minute, under the generation of their data', async () => {
    const list = newList();
    await titles(webs[0], list);
    const { rows } = await database(payload).execute<{ generation: string }>(
      sql`SELECT generation FROM cache_generations WHERE cache = 'products'`,
    );
    const { redis } = runtimeOf(payload);
    const pages = () => redis.keys(`product:list:*:${rows[0]?.generation}}`);
    await until(async () => (await pages()).length > 0, 'a page in Redis');
    for (const key of await pages()) {
      const left = await redis.ttl(key);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(60);
    }
  });

  test('shows changes of posts and their authors within a second', async () => {
    const author = await payload.create({
      collection: 'users',
      data: { name: 'Ada', email: 'ada@example.com', password: 'a long password', role: 'content-manager' },
    });
    const { id, slug } = await payload.create({
      collection: 'blogs',
      data: { title: 'Old', content: article('x') as never, author: author.id, _status: 'published' } as never,
    });
    const shown = async (web: WebProcess) =>
      Promise.all(['/v1/blog', `/v1/blog/${slug}`].map(async (path) => (await get(web, path)).text()));
    const both = async (text: string) => {
      const texts = (await Promise.all(webs.map(shown))).flat();
      return texts.every((body) => body.includes(text));
    };
    await until(() => both('"Old"'), 'the changed post', 1000);
    await payload.update({ collection: 'blogs', id, data: { title: 'New' } as never });
    await until(() => both('"New"'), 'the new title', 1000);
    await payload.update({ collection: 'users', id: author.id, data: { name: 'Augusta' } });
    await until(() => both('"Augusta"'), 'the new name', 1000);
    const generation = async () =>
      (await database(payload).execute(sql`SELECT generation FROM cache_generations WHERE cache = 'blog'`)).rows[0];
    const known = await generation();
    await payload.login({ collection: 'users', data: { email: 'ada@example.com', password: 'a long password' } });
    expect(await generation()).toEqual(known);
    const etag = (await get(webs[0], '/v1/blog')).headers.get('etag') as string;
    expect((await get(webs[1], '/v1/blog', { 'if-none-match': etag })).status).toBe(304);
  });

  test('works without Redis', async () => {
    await cache.stop();
    const list = newList();
    expect(await titles(webs[0], list)).toContain('Another');
    await statementsOnCards();
    await Promise.all(Array.from({ length: 50 }, () => titles(webs[1], list)));
    expect(await statementsOnCards()).toHaveLength(1);
    await changeProduct(payload, product.id, { title: 'Without Redis' });
    await until(async () => (await titles(webs[1], list)).includes('Without Redis'), 'the changed page', 1000);
    expect(await titles(webs[0], '/v1/products?sort=price&limit=1')).toHaveLength(1);
  });
});
