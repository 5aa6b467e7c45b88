import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sql } from '@payloadcms/db-postgres';
import sharp from 'sharp';
import { extractText, getDocumentProxy } from 'unpdf';
import { beforeAll, expect, test } from 'vitest';
import { fillWithDemoData } from '../../../local/demo/fill.ts';
import { demoRooms, drawPictures } from '../../../local/demo/images/pictures.ts';
import { database } from '../../../src/database/transaction.ts';
import { domainOf } from '../../../src/domain.ts';
import { startSite } from '../../support/site.ts';

const { payload } = await startSite();
const lines: string[] = [];
const fill = () => fillWithDemoData(payload, { password: 'a long password', report: (line) => lines.push(line) });

let filled = false;
beforeAll(async () => {
  filled = await fill();
}, 180_000);

const count = async (from: ReturnType<typeof sql>) =>
  (await database(payload).execute<{ count: number }>(sql`SELECT count(*)::int AS count FROM ${from}`)).rows[0]?.count;

test('an empty database gets products of both categories, posts, bookings and staff', async () => {
  expect(filled).toBe(true);
  for (const category of ['KITCHEN', 'BEDROOM']) {
    const products = await count(
      sql`products WHERE category = ${category}::enum_products_category AND _status = 'published'`,
    );
    expect(products).toBeGreaterThanOrEqual(30);
  }
  expect(await count(sql`blogs WHERE _status = 'published' AND published_at < now()`)).toBe(6);
  expect(await count(sql`bookings`)).toBeGreaterThan(500);
  expect(await count(sql`users`)).toBeGreaterThanOrEqual(3);
});

test('a product has pictures, colours, and a text of several parts', async () => {
  const { docs } = await payload.find({ collection: 'products', limit: 100, depth: 1 });
  expect(docs.length).toBeGreaterThanOrEqual(60);
  expect(new Set(docs.map(({ title }) => title)).size).toBe(docs.length);
  for (const { images, colours, description, price, range, style, finish } of docs) {
    expect(images).toHaveLength(2);
    expect(colours?.length).toBeGreaterThan(0);
    expect(description?.root.children.length).toBeGreaterThan(4);
    expect(price).toBeGreaterThan(300_000);
    expect([range, style, finish].every((term) => typeof term === 'object' && term !== null)).toBe(true);
  }
});

test('products are spread over the last year', async () => {
  const { rows } = await database(payload).execute<{ days: number }>(
    sql`SELECT extract(day FROM max(created_at) - min(created_at))::int AS days FROM products`,
  );
  expect(rows[0]?.days).toBeGreaterThan(200);
});

test('there is one default brochure with its PDF, and a year of requests that had it', async () => {
  const { docs } = await payload.find({ collection: 'brochures', depth: 0 });
  expect(docs).toMatchObject([{ isDefault: true, cover: expect.any(String) }]);
  const stored = await domainOf(payload).storage.get(String(docs[0]?.key));
  const pdf = await getDocumentProxy(new Uint8Array(await buffer(stored?.body as Readable)));
  const { text, totalPages } = await extractText(pdf, { mergePages: true });
  expect(totalPages).toBe(8);
  for (const part of ['Ashford', 'Rowan', 'from £7,895', '142 Clapham High Street']) expect(text).toContain(part);
  expect(await count(sql`brochure_requests WHERE delivered_at > created_at`)).toBeGreaterThan(400);
  expect(await count(sql`brochure_requests WHERE problem = 'REFUSED' AND delivered_at IS NULL`)).toBeGreaterThan(2);
  expect(await count(sql`brochure_requests WHERE greatest(created_at, delivered_at, sent_again_at) > now()`)).toBe(0);
  expect(await count(sql`(SELECT FROM brochure_requests GROUP BY created_at::date) AS days`)).toBeGreaterThan(300);
});

test('a database that has showrooms is left alone', async () => {
  const products = await count(sql`products`);
  expect(await fill()).toBe(false);
  expect(await count(sql`products`)).toBe(products);
});

test('rooms are the same each time, no two alike, and full of things', async () => {
  const rooms = demoRooms();
  expect(rooms).toEqual(demoRooms());
  expect(new Set(rooms.map(({ svg }) => svg)).size).toBe(24);
  for (const { bytes } of await drawPictures(rooms.slice(0, 6))) {
    const { width, height, format } = await sharp(bytes).metadata();
    expect({ width, height, format }).toEqual({ width: 1600, height: 1067, format: 'jpeg' });
    const { channels } = await sharp(bytes).stats();
    // A grey box has no contrast.
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(20);
  }
});
