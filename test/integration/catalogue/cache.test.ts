import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from '@payloadcms/db-postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { startRedis } from '../../../local/services/redis.ts';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { domainOf } from '../../../src/domain.ts';
import { changeProduct, makeProduct } from '../../support/catalogue.ts';
import { startSite } from '../../support/site.ts';
import { RECORDING, takeStatements } from '../../support/statements.ts';
import { until } from '../../support/until.ts';
import { article } from '../content/blog-support.ts';
import { startWeb, type WebProcess } from '../gateway/web-process.ts';

const dataDir = await mkdtemp(path.join(tmpdir(), 'lomash-cache-'));
const cache = await startRedis({ dataDir, ephemeral: true });
const { payload, environment } = await startSite({ REDIS_URL: cache.url });
const webs = (await Promise.all([1, 2].map(() => startWeb({ ...environment, ...RECORDING })))) as [
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

/** What both processes have asked of the cards since the last call. */
async function statementsOnCards(): Promise<string[]> {
  const reports = await Promise.all(webs.map(({ process }) => takeStatements(process)));
  return reports.flat().filter((text) => text.includes('product_cards'));
}

let walks = 0;
/** A list that nobody has asked for yet, with everything in it. */
const newList = () => `/v1/products?priceMax=${++walks + 1000}`;

const product = await makeProduct(payload, { title: 'First', price: 1 });

describe('the cache of products', () => {
  test('answers a page by one statement, and then without any, on either process', async () => {
    const list = newList();
    await statementsOnCards();
    await titles(webs[0], list);
    expect(await statementsOnCards()).toHaveLength(1);
    await Promise.all([titles(webs[0], list), titles(webs[1], list), titles(webs[1], list)]);
    // The same list in other words.
    await titles(webs[1], `${list}&limit=20&sort=-createdAt`);
    expect(await statementsOnCards()).toEqual([]);
    await get(webs[0], '/v1/products/facets?priceMax=77');
    expect(await statementsOnCards()).toHaveLength(1);
  });

  test('keeps later pages in the process that made them, and shares those that are asked for again', async () => {
    const { redis } = domainOf(payload);
    const list = `${newList()}&cursor=${product.id}`;
    const copies = () => redis.keys('product:list:*[0-9]}').then((keys) => keys.length);
    await titles(webs[0], list);
    const before = await copies();
    await statementsOnCards();
    await titles(webs[0], list);
    expect(await statementsOnCards()).toEqual([]);
    await titles(webs[1], list);
    expect(await statementsOnCards()).toHaveLength(1);
    await until(async () => (await copies()) === before + 1, 'the copy for all', 1000);
  });

  test('computes a later page at most once in each of two processes for 200 that ask for it at once', async () => {
    const list = `${newList()}&cursor=${product.id}`;
    await titles(webs[0], newList());
    await statementsOnCards();
    await Promise.all(Array.from({ length: 200 }, (_, i) => titles(webs[i % 2] as WebProcess, list)));
    expect((await statementsOnCards()).length).toBeLessThanOrEqual(2);
  });

  test('computes a page once for 200 that ask for it at once on two processes', async () => {
    const list = newList();
    await titles(webs[0], newList());
    await statementsOnCards();
    const all = await Promise.all(Array.from({ length: 200 }, (_, i) => titles(webs[i % 2] as WebProcess, list)));
    expect(new Set(all.map((one) => one.join())).size).toBe(1);
    expect(await statementsOnCards()).toHaveLength(1);
  });

  test('shows a change within a second on every process, under constant load', async () => {
    const list = newList();
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(webs.map((web) => titles(web, list)));
      const title = `Round ${round}`;
      await changeProduct(payload, product.id, { title });
      const committed = performance.now();
      await Promise.all(
        webs.map((web) =>
          until(async () => (await titles(web, list)).includes(title) || performance.now() - committed > 2000, title),
        ),
      );
      expect(performance.now() - committed).toBeLessThan(1000);
    }
  });

  test('does not keep what a slow reader made of old data', async () => {
    const late = newList();
    await withTransaction(payload, async (req) => {
      await payload.update({ collection: 'products', id: product.id, data: { title: 'After' } as never, req });
      // Read and stored while the change is on its way.
      expect(await titles(webs[0], late)).not.toContain('After');
    });
    await until(async () => (await titles(webs[1], late)).includes('After'), 'the change', 1000);
    await until(async () => (await titles(webs[0], late)).includes('After'), 'the change', 1000);
  });

  test('tells who has the answer already that it has not changed', async () => {
    const list = newList();
    const first = await get(webs[0], list);
    const etag = first.headers.get('etag') as string;
    expect(first.headers.get('cache-control')).toMatch(/^public, max-age=\d+, stale-while-revalidate=\d+$/);
    expect(etag).toMatch(/^"[\w-]+"$/);
    for (const sent of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
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

  test('keeps its pages in Redis for a minute, under the generation of what they were made of', async () => {
    const list = newList();
    await titles(webs[0], list);
    const { rows } = await database(payload).execute<{ generation: string }>(
      sql`SELECT generation FROM cache_generations WHERE cache = 'products'`,
    );
    const { redis } = domainOf(payload);
    const pages = () => redis.keys(`product:list:*:${rows[0]?.generation}}`);
    await until(async () => (await pages()).length > 0, 'a page in Redis');
    for (const key of await pages()) {
      const left = await redis.ttl(key);
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThanOrEqual(60);
    }
  });

  test('holds the blog too: posts, and what their texts and bylines are made of, show within a second', async () => {
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
      return texts.every((one) => one.includes(text));
    };
    await until(() => both('"Old"'), 'the post', 1000);
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

  test('does without Redis', async () => {
    await cache.stop();
    const list = newList();
    expect(await titles(webs[0], list)).toContain('Another');
    await statementsOnCards();
    await Promise.all(Array.from({ length: 50 }, () => titles(webs[1], list)));
    expect(await statementsOnCards()).toHaveLength(1);
    await changeProduct(payload, product.id, { title: 'Without Redis' });
    await until(async () => (await titles(webs[1], list)).includes('Without Redis'), 'the change', 1000);
    expect(await titles(webs[0], '/v1/products?sort=price&limit=1')).toHaveLength(1);
  });
});
