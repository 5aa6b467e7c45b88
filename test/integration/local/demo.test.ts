import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { sql } from '@payloadcms/db-postgres';
import sharp from 'sharp';
import { extractText } from 'unpdf';
import { beforeAll, describe, expect, test } from 'vitest';
import { fillWithDemoData } from '../../../local/demo/fill-with-demo-data.ts';
import { demoRooms, drawPictures } from '../../../local/demo/images/pictures.ts';
import { findSimulator } from '../../../local/demo/sales/past-payments.ts';
import { database } from '../../../src/database/transaction.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { periodOfLastDays } from '../../../src/services/analytics/period.ts';
import { readFunnels } from '../../../src/services/analytics/read-funnels.ts';
import { readSummary } from '../../../src/services/analytics/read-summary.ts';
import { countWrongBalances } from '../../../src/services/sales/loyalty.ts';
import { canTransition, ORDER_STATUSES, PAYMENT_STATUSES } from '../../../src/services/sales/statuses.ts';
import { openPdf } from '../../support/pdf-text.ts';
import { startSite } from '../../support/site.ts';
import { startTestStripe } from '../../support/stripe.ts';

const stripe = await startTestStripe();
const { payload } = await startSite(stripe.environment);
const lines: string[] = [];
const fill = async () =>
  fillWithDemoData(payload, {
    password: 'a long password',
    report: (line) => lines.push(line),
    simulator: await findSimulator(stripe.url),
  });

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

test('a product has pictures, colours, and a description of several parts', async () => {
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

test('the demo has one default brochure with its PDF, and a year of brochure requests', async () => {
  const { docs } = await payload.find({ collection: 'brochures', depth: 0 });
  expect(docs).toMatchObject([{ isDefault: true, cover: expect.any(String) }]);
  const stored = await runtimeOf(payload).storage.get(String(docs[0]?.key));
  const pdf = await openPdf(await buffer(stored?.body as Readable));
  const { text, totalPages } = await extractText(pdf, { mergePages: true });
  expect(totalPages).toBe(8);
  for (const part of ['Ashford', 'Rowan', 'from £7,895', '142 Clapham High Street']) expect(text).toContain(part);
  expect(await count(sql`brochure_requests WHERE delivered_at > created_at`)).toBeGreaterThan(400);
  expect(await count(sql`brochure_requests WHERE problem = 'REFUSED' AND delivered_at IS NULL`)).toBeGreaterThan(2);
  expect(await count(sql`brochure_requests WHERE greatest(created_at, delivered_at, sent_again_at) > now()`)).toBe(0);
  expect(await count(sql`(SELECT FROM brochure_requests GROUP BY created_at::date) AS days`)).toBeGreaterThan(300);
});

describe('the demo orders of a year', () => {
  const none = async (from: ReturnType<typeof sql>) => expect(await count(from)).toBe(0);

  test('include every status', async () => {
    expect(await count(sql`orders WHERE created_at < now() - interval '300 days'`)).toBeGreaterThan(5);
    for (const { value } of ORDER_STATUSES)
      expect(await count(sql`orders WHERE status = ${value}`), value).toBeGreaterThan(0);
    for (const { value } of PAYMENT_STATUSES.filter((status) => status.value !== 'PROCESSING')) {
      expect(await count(sql`payments WHERE status = ${value}`), value).toBeGreaterThan(0);
    }
    await none(sql`orders JOIN customers ON customers.id = customer_id WHERE orders.created_at < customers.created_at`);
    await none(sql`orders WHERE greatest(created_at, updated_at) > now()`);
    await none(sql`payments WHERE greatest(created_at, updated_at, paid_at) > now()`);
    await none(sql`domain_events WHERE topic LIKE 'order.%' OR topic LIKE 'payment.%'`);
  });

  test('have one invoice for each payment, numbers without gaps, credit notes for refunds, and points', async () => {
    await none(
      sql`orders WHERE total <> (SELECT sum(quantity * unit_price) FROM orders_items WHERE _parent_id = orders.id)`,
    );
    await none(sql`payments WHERE (paid_at IS NOT NULL) <> EXISTS (
      SELECT FROM invoices WHERE payment_id = payments.id AND kind = 'INVOICE' AND total = amount AND issued_at = paid_at)`);
    await none(sql`payments WHERE refunded_amount <> coalesce((
      SELECT sum(total) FROM invoices WHERE payment_id = payments.id AND kind = 'CREDIT_NOTE'), 0)`);
    await none(sql`(SELECT number, row_number() OVER (
        PARTITION BY kind, date_part('year', issued_at AT TIME ZONE 'Europe/London') ORDER BY issued_at) AS nth
      FROM invoices) AS numbered WHERE right(number, 6)::int <> nth`);
    await none(sql`invoice_counters AS counter WHERE last <> (
      SELECT count(*) FROM invoices WHERE number LIKE series || '-' || year || '-%')`);
    await none(sql`payments JOIN orders ON orders.id = order_id WHERE paid_at IS NOT NULL
      AND floor((amount - refunded_amount) / 100) <> (SELECT sum(points) FROM loyalty_entries WHERE order_id = orders.id)`);
    expect(await countWrongBalances(payload)).toBe(0);
    await none(sql`products WHERE stock < 0`);
  });

  test('have only allowed status transitions', async () => {
    const { rows } = await database(payload).execute<{ entity: 'orders' | 'payments'; from: string; to: string }>(
      sql`SELECT DISTINCT entity, from_status AS from, to_status AS to FROM status_changes`,
    );
    expect(rows.length).toBeGreaterThan(8);
    for (const { entity, from, to } of rows)
      expect(canTransition(entity, from, to), `${entity} ${from} ${to}`).toBe(true);
    for (const entity of ['orders', 'payments']) {
      await none(sql`${sql.identifier(entity)} AS row WHERE status::text <> coalesce((
        SELECT to_status FROM status_changes WHERE row_id = row.id ORDER BY at DESC, id DESC LIMIT 1), 'PENDING')`);
    }
  });

  test('exist in the simulator, which sends no events for them', async () => {
    const { rows } = await database(payload).execute<{
      intent: string;
      status: string;
      amount: number;
      refunded: number;
    }>(sql`
      SELECT stripe_payment_intent_id AS intent, status::text AS status, amount::int AS amount, refunded_amount::int AS refunded
      FROM payments`);
    const expected: Record<string, string> = {
      CANCELLED: 'canceled',
      PENDING: 'requires_payment_method',
      FAILED: 'requires_payment_method',
    };
    for (const { intent, status, amount, refunded } of rows) {
      const known = stripe.state.intents.get(intent);
      expect([known?.status, known?.amount]).toEqual([expected[status] ?? 'succeeded', amount]);
      const charge = stripe.state.charges.get(known?.latest_charge ?? '');
      if (!charge?.disputed) expect(charge?.amount_refunded ?? 0).toBe(refunded);
    }
    expect(stripe.state.events.size).toBe(0);
  });
});

test('the demo analytics of a year match the bookings and orders', async () => {
  const year = periodOfLastDays(365);
  const { totals, bookings, pages, referrers, campaigns } = await readSummary(payload, year, {
    compare: false,
    top: 100,
  });
  const inYear = (column: string) => sql`(${sql.raw(column)} AT TIME ZONE 'Europe/London')::date >= ${year.from}`;
  expect(totals.bookings).toBe(await count(sql`bookings WHERE ${inYear('created_at')}`));
  expect(bookings).toHaveLength(3);
  const invoices = sql`invoices WHERE kind = 'INVOICE' AND ${inYear('issued_at')}`;
  expect(totals.conversions).toBe(await count(invoices));
  const { rows } = await database(payload).execute(sql`SELECT sum(total)::float8 AS revenue FROM ${invoices}`);
  expect(rows).toEqual([{ revenue: totals.revenue }]);
  expect(totals.sessions).toBeGreaterThan(10_000);
  expect([pages.length, referrers.length, campaigns.length].every((length) => length > 3)).toBe(true);
  for (const { steps } of await readFunnels(payload, year, { compare: false })) {
    const sessions = steps.map((step) => step.sessions);
    expect(sessions).toEqual([...sessions].sort((a, b) => b - a));
    expect(sessions.at(-1)).toBeGreaterThan(50);
  }
});

test('a database with showrooms is left unchanged', async () => {
  const products = await count(sql`products`);
  expect(await fill()).toBe(false);
  expect(await count(sql`products`)).toBe(products);
});

test('the pictures of rooms are reproducible, different and detailed', async () => {
  const rooms = demoRooms();
  expect(rooms).toEqual(demoRooms());
  expect(new Set(rooms.map(({ svg }) => svg)).size).toBe(24);
  for (const { bytes } of await drawPictures(rooms.slice(0, 6))) {
    const { width, height, format } = await sharp(bytes).metadata();
    expect({ width, height, format }).toEqual({ width: 1600, height: 1067, format: 'jpeg' });
    const { channels } = await sharp(bytes).stats();
    // A picture with a single colour would have no contrast.
    expect(Math.max(...channels.map(({ stdev }) => stdev))).toBeGreaterThan(20);
  }
});
