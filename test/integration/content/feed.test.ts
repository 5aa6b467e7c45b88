import { sql } from '@payloadcms/db-postgres';
import { expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { startGateway } from '../../support/gateway.ts';
import { readXml } from '../../support/xml.ts';

const { payload, call } = await startGateway();
const FEED = '/v1/blog/feed.xml';
const SITE = 'http://localhost:3000';

type Item = { title: string; link: string; guid: { '#text': string }; description?: string; pubDate: string };
type Channel = { link: string; lastBuildDate: string; item?: (Item & { enclosure?: Record<string, string> })[] };

const getChannel = (xml: unknown) => (readXml(String(xml)) as { rss: { channel: Channel } }).rss.channel;

const store = (post: { title: string; excerpt?: string; publishedAt: string; status?: string; cover?: string }) =>
  database(payload).execute(sql`
    INSERT INTO blogs (id, title, slug, excerpt, published_at, updated_at, _status, cover_image_id)
    VALUES (${uuidv7()}, ${post.title}, ${uuidv7()}, ${post.excerpt ?? null}, ${post.publishedAt}, ${post.publishedAt},
      ${post.status ?? 'published'}::enum_blogs_status, ${post.cover ?? null}::uuid)`);

test('a blog without posts has a valid feed', async () => {
  const { status, body, headers } = await call('GET', FEED);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/rss+xml; charset=utf-8');
  expect(getChannel(body)).toMatchObject({ link: `${SITE}/blog` });
});

test('the feed has the latest fifty published posts, newest first', async () => {
  for (let day = 1; day <= 27; day++) {
    for (const hour of ['08', '16']) {
      await store({
        title: `Post ${day} ${hour}`,
        publishedAt: `2026-01-${String(day).padStart(2, '0')}T${hour}:00:00Z`,
      });
    }
  }
  await store({ title: 'A draft', publishedAt: '2026-02-01T00:00:00Z', status: 'draft' });
  const { item = [], lastBuildDate } = getChannel((await call('GET', FEED)).body);
  expect(item.map(({ title }) => title)).toHaveLength(50);
  expect(item[0]).toMatchObject({ title: 'Post 27 16', pubDate: 'Tue, 27 Jan 2026 16:00:00 GMT' });
  expect(item.at(-1)?.title).toBe('Post 3 08');
  expect(new Set(item.map(({ guid }) => guid['#text'])).size).toBe(50);
  expect(item.every(({ link }) => link.startsWith(`${SITE}/blog/`))).toBe(true);
  expect(lastBuildDate).toBe('Tue, 27 Jan 2026 16:00:00 GMT');
});

test('markup, CDATA ends and invalid XML characters in titles are escaped or removed', async () => {
  const title = 'Oak & <b>ash</b> ]]> and ]]> again \u0001🪵';
  const cover = uuidv7();
  await database(payload).execute(sql`
    INSERT INTO media (id, alt, key, filename, mime_type, filesize) VALUES
      (${cover}, 'Oak', 'media/2026/02/oak.jpg', 'oak.jpg', 'image/jpeg', 1234)`);
  await store({ title, excerpt: 'Tom & Ada’s <script>alert(1)</script>', publishedAt: '2026-02-02T00:00:00Z', cover });
  const { body } = await call('GET', FEED);
  const [item] = getChannel(body).item ?? [];
  expect(item?.title).toBe('Oak & <b>ash</b> ]] > and ]] > again 🪵');
  expect(item?.description).toBe('Tom & Ada’s <script>alert(1)</script>');
  expect(item?.enclosure).toEqual({
    '@_url': `${runtimeOf(payload).cdnUrl}/media/2026/02/oak.jpg`,
    '@_type': 'image/jpeg',
    '@_length': '1234',
  });
});

test('a request for an unchanged feed gets 304, and a change is visible at once', async () => {
  const { headers } = await call('GET', FEED);
  const etag = String(headers.get('etag'));
  expect(headers.get('cache-control')).toMatch(/^public, max-age=/);
  const again = await call('GET', FEED, { headers: { 'if-none-match': etag } });
  expect([again.status, again.body]).toEqual([304, '']);
  await store({ title: 'New', publishedAt: '2026-03-01T00:00:00Z' });
  expect((await call('GET', FEED, { headers: { 'if-none-match': etag } })).status).toBe(200);
});
