import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { buildSitemap } from '../../../src/services/content/publishing/build-sitemap.ts';
import { streamSiteEntries } from '../../../src/services/content/publishing/sitemap.ts';
import { customerPages } from '../../../src/services/settings/read-settings.ts';
import { makeProduct } from '../../support/catalogue.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';
import { block, linkTo } from '../collections/reference-places.ts';
import { article, write } from '../content/blog-support.ts';

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
  for await (const { url } of streamSiteEntries(payload)) found.push(url);
  return found;
};
const waiting = async () => {
  const { rows } = await database(payload).execute<{ task: string; detail: string }>(
    sql`SELECT DISTINCT task, detail FROM content_task_requests ORDER BY task, detail`,
  );
  return rows.map(({ task, detail }) => `${task} ${detail}`);
};

test('the sitemap, the feed, links and redirects use the addresses of pages in the settings', async () => {
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
  // A post is also found under its old slug if the setting for its pages changes later.
  await set({ ...website, post: '/blog/{slug}' });
  expect((await call('GET', `/v1/blog/ideas`)).body).toMatchObject({ slug: 'better-ideas' });
});

test('the preview of a product links to its page', async () => {
  await set(website);
  const { preview } = payload.collections.products.config.admin;
  const req = { payload } as never;
  const options = { locale: 'en', req, token: null } as never;
  expect(await preview?.({ slug: 'bed', category: 'BEDROOM' }, options)).toBe(`${SITE}/sleep/bed`);
});

test('a change of a showroom rebuilds the sitemap', async () => {
  await database(payload).execute(sql`DELETE FROM content_task_requests`);
  const body = { name: 'Bow', address: '1 High Street', postcode: 'E3 2AB' };
  expect((await call('POST', '/api/showrooms', { token: admin, body })).status).toBe(201);
  expect(await waiting()).toEqual(['sitemap showroom']);
});

test.each([
  [{ origin: 'https://www.example.com/shop' }, 'an address without a path'],
  [{ origin: 'javascript:alert(1)' }, 'an address without a path'],
  [{ kitchen: 'kitchen/{slug}' }, 'ends with {slug}'],
  [{ post: '//evil.example/{slug}' }, 'ends with {slug}'],
  [{ post: '/blog' }, 'ends with {slug}'],
  [{ kitchen: '/kitchen/{slug}', post: '/kitchen/{slug}' }, 'have this path'],
  [{ bedroom: '', showroom: '/Bedroom/{slug}' }, 'have this path'],
  [{ order: '/account/orders' }, 'with {id} in it'],
  [{ order: '//evil.example/{id}' }, 'with {id} in it'],
  [{ booking: 'https://evil.example/{id}' }, 'with {id} in it'],
  [{ book: '//evil.example' }, 'Enter a path'],
])('the setting %j is refused', async (sent, reason) => {
  const { status, body } = await set(sent);
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(reason)]);
});

test('kitchens and bedrooms may share a path, since the slugs of products are unique', async () => {
  const shared = { kitchen: '/products/{slug}', bedroom: '/products/{slug}' };
  expect((await set({ ...website, ...shared })).body).toMatchObject({ result: { website: shared } });
  expect((await set(website)).status).toBe(200);
});

test('the pages for customers are paths with the id in the path or the query', async () => {
  const pages = { order: '/account/orders/{id}', booking: '/account/booking?id={id}', book: '/appointments' };
  expect((await set({ origin: SITE, ...pages })).body).toMatchObject({ result: { website: pages } });
  const known = await customerPages(payload);
  expect([known.order('1'), known.booking('2'), known.book]).toEqual([
    `${SITE}/account/orders/1`,
    `${SITE}/account/booking?id=2`,
    `${SITE}/appointments`,
  ]);
  await set({ origin: '', ...pages });
  const none = await customerPages(payload);
  expect([none.order('1'), none.booking('2'), none.book]).toEqual([null, null, null]);
});

test('a trailing slash of the origin is removed, and an empty origin means the origin of this site', async () => {
  expect((await set({ origin: `${SITE}/` })).body).toMatchObject({ result: { website: { origin: SITE } } });
  await set({ origin: '', post: '' });
  expect((await urls())[0]).toBe('http://localhost:3000/');
});
