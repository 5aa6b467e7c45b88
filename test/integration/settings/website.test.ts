import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { buildSitemap } from '../../../src/services/content/sitemap/build-sitemap.ts';
import { siteEntries } from '../../../src/services/content/sitemap/site-entries.ts';
import { makeProduct } from '../../support/catalogue.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';
import { article, write } from '../content/blog-support.ts';
import { block, linkTo } from '../references/places.ts';

const { payload, call } = await startGateway();
const { admin, 'content-manager': token } = await staffTokens(payload);

const SITE = 'https://www.example.com';
const website = {
  ...{
    origin: SITE,
    kitchen: '/kitchens/all/{slug}',
    bedroom: '/sleep/{slug}',
    showroom: '/visit/{slug}',
    post: '/ideas/{slug}',
  },
};
const set = (sent: object) => call('POST', '/api/globals/settings', { token: admin, body: { website: sent } });
const urls = async () => {
  const found: string[] = [];
  for await (const { url } of siteEntries(payload)) found.push(url);
  return found;
};
const waiting = async () => {
  const { rows } = await database(payload).execute<{ task: string; detail: string }>(
    sql`SELECT DISTINCT task, detail FROM content_task_requests ORDER BY task, detail`,
  );
  return rows.map(({ task, detail }) => `${task} ${detail}`);
};

test('the sitemap, the feed, links and redirects lead to where the settings say that the website has its pages', async () => {
  const kitchen = await makeProduct(payload, { title: 'Oak', slug: 'oak' });
  await makeProduct(payload, { title: 'Bed', slug: 'bed', category: 'BEDROOM' });
  await call('POST', '/api/showrooms', {
    token: admin,
    body: { name: 'Clapham', address: '1 High Street', postcode: 'SW4 7AA' },
  });
  const content = article('x', linkTo('products', kitchen.id), block('productTeaser', { product: kitchen.id }));
  const { blogId, slug } = await write(call, token, { title: 'Ideas', contentFormat: 'lexical', content });
  const html = async () => ((await call('GET', `/v1/blog/${slug}`)).body as { content: { html: string } }).content.html;
  expect(await html()).toContain('href="http://localhost:3000/kitchen/oak"');

  await database(payload).execute(sql`DELETE FROM content_task_requests`);
  expect((await set(website)).status).toBe(200);
  expect(await waiting()).toEqual([
    ...['cdn /v1/blog', 'cdn /v1/blog/*', 'cdn /v1/blog?*', 'cdn /v1/products*', 'sitemap settings'],
  ]);
  expect(await urls()).toEqual([
    ...[`${SITE}/`, `${SITE}/kitchens/all`, `${SITE}/sleep`, `${SITE}/visit`, `${SITE}/ideas`],
    ...[`${SITE}/visit/clapham`, `${SITE}/ideas/ideas`, `${SITE}/kitchens/all/oak`, `${SITE}/sleep/bed`],
  ]);
  expect((await buildSitemap(payload)).urls).toBe(9);
  expect((await html()).match(/href="[^"]+"/g)).toEqual(Array(2).fill(`href="${SITE}/kitchens/all/oak"`));
  const feed = String((await call('GET', '/v1/blog/feed.xml')).body);
  expect(feed).toContain(`<link>${SITE}/ideas/ideas</link>`);
  expect(feed).toContain('http://localhost:3000/v1/blog/feed.xml');

  await call('PATCH', `/api/blogs/${blogId}`, { token, body: { slug: 'better-ideas', _status: 'published' } });
  await call('PATCH', `/api/products/${kitchen.id}`, { token, body: { category: 'BEDROOM', _status: 'published' } });
  const { docs } = await payload.find({ collection: 'redirects', sort: 'from', depth: 0 });
  expect(docs.map(({ from }) => from)).toEqual(['/ideas/ideas', '/kitchens/all/oak']);
  // What had another address before the setting was changed is found all the same.
  await set({ ...website, post: '/blog/{slug}' });
  expect((await call('GET', `/v1/blog/ideas`)).body).toMatchObject({ slug: 'better-ideas' });
});

test('the preview of a product leads to its page', async () => {
  await set(website);
  const { preview } = payload.collections.products.config.admin;
  const req = { payload } as never;
  const options = { locale: 'en', req, token: null } as never;
  expect(await preview?.({ slug: 'bed', category: 'BEDROOM' }, options)).toBe(`${SITE}/sleep/bed`);
});

test('a showroom that is changed has the sitemap made anew', async () => {
  await database(payload).execute(sql`DELETE FROM content_task_requests`);
  const body = { name: 'Bow', address: '1 High Street', postcode: 'E3 2AB' };
  expect((await call('POST', '/api/showrooms', { token: admin, body })).status).toBe(201);
  expect(await waiting()).toEqual(['sitemap showroom']);
});

test.each([
  [{ origin: 'https://www.example.com/shop' }, 'An address without a path'],
  [{ origin: 'javascript:alert(1)' }, 'An address without a path'],
  [{ kitchen: 'kitchen/{slug}' }, 'ends with {slug}'],
  [{ post: '//evil.example/{slug}' }, 'ends with {slug}'],
  [{ post: '/blog' }, 'ends with {slug}'],
])('%j is refused', async (sent, reason) => {
  const { status, body } = await set(sent);
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(reason)]);
});

test('a slash at the end of the origin is taken off, and empty is this site', async () => {
  expect((await set({ origin: `${SITE}/` })).body).toMatchObject({ result: { website: { origin: SITE } } });
  await set({ origin: '', post: '' });
  expect((await urls())[0]).toBe('http://localhost:3000/');
});
