import { text } from 'node:stream/consumers';
import { sql } from '@payloadcms/db-postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { runContentTask } from '../../../src/jobs/content/content-tasks.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { buildSitemap, removeOldSitemaps } from '../../../src/services/content/publishing/build-sitemap.ts';
import { readTaskStates, requestTask } from '../../../src/services/content/publishing/task-runs.ts';
import { startGateway } from '../../support/gateway.ts';
import { readUrlset, readXml } from '../../support/xml.ts';

const { payload, call } = await startGateway();
const SITE = 'http://localhost:3000';
const POSTS = 50_100;
/**
 * Timings with which each request is due at once. The delay is -1 ms, because the time of a request is rounded to milliseconds
 * and may be slightly in the future.
 */
const AT_ONCE = { ...TIMINGS, propagationMs: -1 };

const rebuild = async () => {
  await withTransaction(payload, (req) => requestTask(req, 'sitemap', ['test']));
  await runContentTask(payload, 'sitemap', AT_ONCE);
};

const get = async (path: string, headers = {}) => {
  const { status, body, headers: got } = await call('GET', path, { headers });
  return { status, xml: String(body), headers: got };
};

const AT_A_TIME = 5000;

/** Inserts posts whose ids are lower than those of all other posts, in batches small enough for a busy machine. */
async function storePosts(from: number, to: number): Promise<void> {
  for (let first = from; first <= to; first += AT_A_TIME) {
    await database(payload).execute(sql`
      INSERT INTO blogs (id, title, slug, _status, updated_at, created_at)
      SELECT ('0190b5a0-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Post ' || n, 'post-' || n, 'published',
        '2026-03-01T10:00:00Z'::timestamptz + n * interval '1 second', now()
      FROM generate_series(${first}::int, ${Math.min(first + AT_A_TIME - 1, to)}::int) AS n`);
  }
}

test('a new site has a valid sitemap before the first build', async () => {
  const { status, xml, headers } = await get('/sitemap.xml');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/xml; charset=utf-8');
  expect(readUrlset(xml).map(({ loc }) => loc)).toEqual(
    ['/', '/kitchen', '/bedroom', '/showrooms', '/blog'].map((path) => `${SITE}${path}`),
  );
  expect((await get('/sitemap-1.xml')).status).toBe(404);
});

test('a small site has one file with published pages, their dates and pictures', async () => {
  const media = uuidv7();
  const [published, draft, trashed] = [uuidv7(), uuidv7(), uuidv7()];
  await database(payload).execute(sql`
    INSERT INTO media (id, alt, key, filename) VALUES (${media}, 'A kitchen', 'media/2026/02/a&b.jpg', 'a&b.jpg')`);
  await database(payload).execute(sql`
    INSERT INTO products (id, title, slug, category, price, _status, deleted_at, updated_at) VALUES
      (${published}, 'Shown', 'shown', 'KITCHEN', 1, 'published', NULL, '2026-02-03T04:05:06.789Z'),
      (${draft}, 'Draft', 'draft', 'KITCHEN', 1, 'draft', NULL, now()),
      (${trashed}, 'Trashed', 'trashed', 'KITCHEN', 1, 'published', now(), now())`);
  await database(payload).execute(sql`
    INSERT INTO products_rels (parent_id, path, "order", media_id) VALUES (${published}, 'images', 1, ${media})`);
  await database(payload).execute(sql`
    INSERT INTO blogs (id, title, slug, _status, cover_image_id, updated_at) VALUES
      (${uuidv7()}, 'Post', 'a-post', 'published', ${media}, '2026-02-01T00:00:00Z'),
      (${uuidv7()}, 'Draft', 'a-draft', 'draft', NULL, now())`);
  await rebuild();
  const { status, xml, headers } = await get('/sitemap.xml');
  expect(status).toBe(200);
  expect(headers.get('cache-control')).toMatch(/^public, max-age=\d+/);
  const image = `${runtimeOf(payload).cdnUrl}/media/2026/02/a&b.jpg`;
  expect(readUrlset(xml).slice(5)).toEqual([
    { loc: `${SITE}/blog/a-post`, lastmod: '2026-02-01T00:00:00.000Z', images: [image] },
    { loc: `${SITE}/kitchen/shown`, lastmod: '2026-02-03T04:05:06.789Z', images: [image] },
  ]);
  expect(xml).toContain('a&amp;b.jpg');
  expect(xml).toContain('xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"');

  const etag = String(headers.get('etag'));
  const again = await get('/sitemap.xml', { 'if-none-match': `"other", ${etag}` });
  expect([again.status, again.xml, again.headers.get('etag')]).toEqual([304, '', etag]);
  expect((await get('/sitemap.xml', { 'if-none-match': '"other"' })).status).toBe(200);
  const head = await call('HEAD', '/sitemap.xml', { headers: { 'accept-encoding': 'identity' } });
  expect([head.status, head.body, head.headers.get('content-length')]).toEqual([
    200,
    '',
    String(Buffer.byteLength(xml)),
  ]);
});

test('the sitemap lists each address once if kitchens and bedrooms share a path', async () => {
  const shared = '/products/{slug}';
  await payload.updateGlobal({ slug: 'settings', data: { website: { kitchen: shared, bedroom: shared } } });
  await rebuild();
  const addresses = readUrlset((await get('/sitemap.xml')).xml).map(({ loc }) => loc);
  expect(addresses).toContain(`${SITE}/products/shown`);
  expect(addresses).toEqual([...new Set(addresses)]);
  await payload.updateGlobal({ slug: 'settings', data: { website: { kitchen: null, bedroom: null } } });
  await rebuild();
});

test.each(['/sitemap-01.xml', '/sitemap-1e0.xml', '/sitemap-0.xml', '/sitemap-x.xml'])(
  '%s is not a part of the sitemap',
  async (path) => {
    expect((await get(path)).status).toBe(404);
  },
);

test('a rebuilt sitemap with the same content has the same ETag', async () => {
  const before = await get('/sitemap.xml');
  await rebuild();
  expect((await get('/sitemap.xml')).headers.get('etag')).toBe(before.headers.get('etag'));
});

test('robots.txt links to the sitemap', async () => {
  const { status, xml } = await get('/robots.txt');
  expect(status).toBe(200);
  expect(xml).toContain(`Sitemap: ${SITE}/sitemap.xml\n`);
});

test('the parts of the sitemap are limited in bytes, too, and each has at least one page', async () => {
  const { generation, files, urls } = await buildSitemap(payload, { urls: 50_000, bytes: 1 });
  expect(files).toBeGreaterThanOrEqual(1);
  expect(urls).toBe(7);
  const stored = await runtimeOf(payload).storage.get(`sitemap/${generation}/1.xml`);
  expect(readUrlset(stored ? await text(stored.body) : '').length).toBeGreaterThan(0);
});

test('a request that is made during a build is handled by the next build', async () => {
  await withTransaction(payload, (req) => requestTask(req, 'sitemap', ['first']));
  const [built] = await Promise.all([
    runContentTask(payload, 'sitemap', AT_ONCE),
    withTransaction(payload, (req) => requestTask(req, 'sitemap', ['second'])),
  ]);
  expect(built).toBeUndefined();
  await runContentTask(payload, 'sitemap', AT_ONCE);
  const [, state] = await readTaskStates(payload);
  expect(state).toMatchObject({ waiting: false, open: null });
});

test('a failed build does not change the old sitemap, stores the error, and is retried', async () => {
  const before = await get('/sitemap.xml');
  const { storage } = runtimeOf(payload);
  const { put } = storage;
  storage.put = () => Promise.reject(new Error('The bucket is full.'));
  await rebuild();
  storage.put = put;
  expect((await get('/sitemap.xml')).xml).toBe(before.xml);
  const [, state] = await readTaskStates(payload);
  expect(state?.open).toMatchObject({ attempts: 1, error: 'Error: The bucket is full.' });
  await database(payload).execute(sql`UPDATE content_task_runs SET next_attempt_at = now() WHERE done_at IS NULL`);
  await runContentTask(payload, 'sitemap', AT_ONCE);
  expect((await readTaskStates(payload))[1]).toMatchObject({ open: null, last: { details: ['test'] } });
});

test('a build that one worker has claimed is not started by other workers', async () => {
  await withTransaction(payload, (req) => requestTask(req, 'sitemap', ['held']));
  const { storage } = runtimeOf(payload);
  const { put } = storage;
  let builds = 0;
  storage.put = (...args) => {
    builds += 1;
    return put(...args);
  };
  await Promise.all(Array.from({ length: 8 }, () => runContentTask(payload, 'sitemap', AT_ONCE)));
  storage.put = put;
  expect(builds).toBe(1);
});

test('old sitemaps are deleted, and the current one remains', async () => {
  await database(payload).execute(sql`UPDATE sitemap_parts SET begun_at = now() - interval '7 hours'`);
  const { rows } = await database(payload).execute<{ generation: string }>(sql`SELECT generation FROM sitemap_parts`);
  expect(await removeOldSitemaps(payload)).toBe(rows.length - 1);
  const left = await Promise.all(
    rows.map(({ generation }) => runtimeOf(payload).storage.size(`sitemap/${generation}/1.xml`)),
  );
  expect(left.filter((size) => size !== undefined)).toHaveLength(1);
  expect((await get('/sitemap.xml')).status).toBe(200);
});

describe('a site with more pages than fit into one file', () => {
  beforeAll(async () => {
    await storePosts(1, POSTS);
    await rebuild();
  });

  test('has a sitemap index of parts with at most 50,000 pages each, and lists every page once', async () => {
    const index = await get('/sitemap.xml');
    const newest = new Date(Date.parse('2026-03-01T10:00:00Z') + POSTS * 1000).toISOString();
    expect(readXml(index.xml)).toMatchObject({
      sitemapindex: {
        sitemap: [
          { loc: `${SITE}/sitemap-1.xml`, lastmod: expect.any(String) },
          { loc: `${SITE}/sitemap-2.xml`, lastmod: newest },
        ],
      },
    });
    const pages = await Promise.all([1, 2].map(async (n) => readUrlset((await get(`/sitemap-${n}.xml`)).xml)));
    expect(pages.map(({ length }) => length)).toEqual([50_000, POSTS + 7 - 50_000]);
    const locs = pages.flat().map(({ loc }) => loc);
    expect(new Set(locs).size).toBe(POSTS + 7);
    expect(locs).toContain(`${SITE}/blog/post-${POSTS}`);
    expect((await get('/sitemap-3.xml')).status).toBe(404);
  });

  test('serves consistent files while its sitemap is rebuilt', async () => {
    let building = true;
    const rebuilt = (async () => {
      await storePosts(POSTS + 1, POSTS + 100);
      await rebuild();
      building = false;
    })();
    const counts = new Set<number>();
    while (building) {
      const { status, xml } = await get('/sitemap-2.xml');
      expect(status).toBe(200);
      counts.add(readUrlset(xml).length);
    }
    await rebuilt;
    counts.add(readUrlset((await get('/sitemap-2.xml')).xml).length);
    const whole = [107, 207];
    expect([...counts].filter((count) => !whole.includes(count))).toEqual([]);
    expect(counts).toContain(207);
  });

  test('is read in batches with the primary key index', async () => {
    await database(payload).execute(sql`ANALYZE blogs`);
    const { rows } = await database(payload).execute(sql`
      EXPLAIN SELECT id FROM blogs
      WHERE id > '00000000-0000-0000-0000-000000000000' AND _status = 'published' ORDER BY id LIMIT 1000`);
    expect(JSON.stringify(rows)).toContain('blogs_pkey');
  });
});
