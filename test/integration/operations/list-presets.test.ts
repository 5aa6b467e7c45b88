import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { startGateway } from '../../support/gateway.ts';
import { makeSaleProduct } from '../../support/sales.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, call } = await startGateway();
const staff = await staffTokens(payload);
const sales = { token: staff.sales };
const editor = { token: staff['content-manager'] };

test('one request confirms all its bookings except one that cannot be confirmed, and a second request changes nothing', async () => {
  const [pending, cancelled, confirmed] = [
    await makeBooking(payload, await makeSlot(payload)),
    await makeBooking(payload, await makeSlot(payload)),
    await makeBooking(payload, await makeSlot(payload)),
  ];
  await payload.update({ collection: 'bookings', id: cancelled.id, data: { status: 'CANCELLED' } });
  await payload.update({ collection: 'bookings', id: confirmed.id, data: { status: 'CONFIRMED' } });
  const confirm = () =>
    call('POST', '/api/desk/bookings/confirm', {
      ...sales,
      body: { bookingIds: [cancelled.id, pending.id, confirmed.id] },
    });
  const report = { confirmed: [pending.id, confirmed.id], refused: [{ bookingId: cancelled.id }] };
  expect((await confirm()).body).toMatchObject(report);
  expect((await confirm()).body).toMatchObject(report);
  const { docs } = await payload.find({
    collection: 'domain-events',
    where: { topic: { equals: 'booking.confirmed' } },
    limit: 100,
  });
  const mine = docs.filter((event) => (event.payload as { bookingId: string }).bookingId === pending.id);
  expect(mine).toHaveLength(1);
});

describe('a list as CSV', () => {
  const csv = async (list: string, query: Record<string, string>, token = staff.sales) =>
    (await call('GET', `/api/desk/csv/${list}?${new URLSearchParams(query)}`, { token })).body as string;

  test('has the filtered rows in the order of the list, with formulas escaped', async () => {
    const formula = '=HYPERLINK("http://evil.example","click")';
    for (const lastName of ['Zulu', formula, 'With "quotes", and commas']) {
      await makeBooking(payload, await makeSlot(payload), {
        lastName,
        firstName: 'Exported',
        address: '@SUM(1)\nLondon',
      });
    }
    const where = JSON.stringify({ firstName: { equals: 'Exported' } });
    const text = await csv('bookings', { where, sort: 'lastName' });
    expect(text.startsWith('Reference,Status,')).toBe(true);
    const [, ...lines] = text.split('\r\n').filter(Boolean);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain(`"'=HYPERLINK(""http://evil.example"",""click"")"`);
    expect(lines[1]).toContain('"With ""quotes"", and commas"');
    for (const line of lines) {
      expect(line).toContain(`"'@SUM(1)\nLondon"`);
      expect(line).toContain(',020 7946 0958,');
    }
  });

  test.each([
    'x',
    'null',
    '[]',
    '{"nothing":{"equals":1}}',
    '{"and":[null]}',
    '{"status":null}',
    '{"status":{"like":"P"}}',
    '{"email":{"equals":"\\u0000"}}',
  ])('refuses the invalid filter %s', async (filter) => {
    const path = `/api/desk/csv/bookings?where=${encodeURIComponent(filter)}`;
    expect(await call('GET', path, sales)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});

describe('a price list', () => {
  const product = async (price: number) => {
    const id = await makeSaleProduct(payload, { price });
    return { id, slug: (await payload.findByID({ collection: 'products', id })).slug as string };
  };
  const readPrice = async (id: string) => (await payload.findByID({ collection: 'products', id })).price;
  const preview = (csv: string) => call('POST', '/api/desk/price-list/preview', { ...editor, body: { csv } });
  const apply = (changes: object[]) => call('POST', '/api/desk/price-list/apply', { ...editor, body: { changes } });

  test('is previewed with the change or problem of each row, and nothing is written', async () => {
    const [a, b, draft] = [await product(10_000), await product(20_000), await product(30_000)];
    await payload.update({
      collection: 'products',
      id: draft.id,
      draft: true,
      data: { title: 'Changed', _status: 'draft' },
    });
    const lines = [
      `${a.slug},"£1,234.50"`,
      `${b.slug},200`,
      `${b.slug},300`,
      'nowhere,1',
      `${a.slug}x,ten`,
      `${draft.slug},1`,
    ];
    const { status, body } = await preview(`\uFEFFslug,price,title\n${lines.map((line) => `${line},x`).join('\n')}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      rows: [
        { line: 2, slug: a.slug, from: 10_000, to: 123_450, problem: null },
        { slug: b.slug, from: 20_000, to: 20_000, problem: null },
        { slug: b.slug, problem: expect.stringContaining('twice') },
        { slug: 'nowhere', productId: null, problem: expect.stringContaining('no product') },
        { problem: expect.stringContaining('no product') },
        { slug: draft.slug, problem: expect.stringContaining('unpublished') },
      ],
    });
    expect(await readPrice(a.id)).toBe(10_000);
  });

  test.each([
    ['without a heading', 'a,b\n1,2', 'Line 1 must contain the column names. Missing: “slug” and “price”.'],
    ['without rows', 'slug,price\n', 'The file has no rows.'],
    ['with an open quotation mark', 'slug,price\nb,2\n"a,1', 'A quotation mark is missing near line 3.'],
  ])('is refused %s', async (_, csv, detail) => {
    expect(await preview(csv)).toMatchObject({ status: 400, body: { code: 'validation_failed', detail } });
  });

  test.each([
    ['semicolons and capitals', (slug: string) => `Slug;Price\r\n${slug};"1,234.50"\r\n`],
    ['tabs', (slug: string) => `title\tslug\tprice\nx\t${slug}\t1234.5\n`],
    ['uneven rows', (slug: string) => `slug,price,title\n${slug},1234.50\n`],
    ['more columns than the heading has', (slug: string) => `slug,price\n${slug},1234.50,x,y\n`],
  ])('is parsed with %s', async (_, csvOf) => {
    const { slug } = await product(10_000);
    expect(await preview(csvOf(slug))).toMatchObject({
      body: { rows: [{ line: 2, slug, to: 123_450, problem: null }] },
    });
  });

  test('without a price in one row is previewed with an error in that row only', async () => {
    const [a, b] = [await product(10_000), await product(20_000)];
    const { body } = await preview(`slug,price\n${a.slug}\n${b.slug},1`);
    expect(body).toMatchObject({
      rows: [
        { line: 2, problem: expect.stringContaining('must be an amount') },
        { line: 3, problem: null },
      ],
    });
  });

  test('is previewed with the same rules with which it is applied', async () => {
    const { id, slug } = await product(10_000);
    const prices = ['0', '0.01', '12.3', '£1,234.50', '1000000', '1000000.00', '1000000.01', '9999999', '999999999.99'];
    for (const price of prices) {
      const { body } = await preview(`slug,price\n${slug},"${price}"`);
      const [row] = (body as { rows: { to: number; problem: string | null }[] }).rows;
      const rolledBack = withTransaction(payload, async (req) => {
        await payload.update({ collection: 'products', id, data: { price: row?.to }, req });
        throw new Error('The price would be stored.');
      });
      const stored = await rolledBack.then(String, (error: Error) => error.message === 'The price would be stored.');
      expect([price, row?.problem === null]).toEqual([price, stored]);
    }
    const { body } = await preview(`slug,price\n${slug},1000000.01`);
    expect(body).toMatchObject({ rows: [{ problem: 'The price is more than £1,000,000.' }] });
    expect(await readPrice(id)).toBe(10_000);
  });

  test('is applied except for products that cannot be saved, which are named with the reason', async () => {
    const { id } = await product(10_000);
    const tooLong = 'x'.repeat(201);
    await database(payload).execute(sql`UPDATE products SET title = ${tooLong} WHERE id = ${id}`);
    await database(payload).execute(sql`UPDATE _products_v SET version_title = ${tooLong} WHERE parent_id = ${id}`);
    const { body } = await apply([{ productId: id, from: 10_000, to: 11_000 }]);
    expect(body).toMatchObject({
      changed: 0,
      refused: [{ productId: id, reason: expect.stringMatching(/Title: .*200/) }],
    });
  });

  test('changes nothing when it is an unchanged export', async () => {
    const { slug } = await product(149_999);
    const { body } = await call('GET', '/api/desk/csv/products?sort=slug', editor);
    const rows = ((await preview(body as string)).body as { rows: { slug: string; from: number; to: number }[] }).rows;
    expect(rows.map((row) => row.slug)).toContain(slug);
    for (const { from, to } of rows) expect(to).toBe(from);
  });

  test('skips and names a product whose price has changed since the preview', async () => {
    const [a, b] = [await product(10_000), await product(20_000)];
    await payload.update({ collection: 'products', id: b.id, data: { title: 'Larder' } });
    const changes = [
      { productId: b.id, from: 19_999, to: 21_000 },
      { productId: a.id, from: 10_000, to: 11_000 },
    ];
    const reason = 'The product has changed in the meantime. Choose the file again to see its current price.';
    const refused = [{ productId: b.id, title: 'Larder', reason }];
    expect(await apply(changes)).toMatchObject({ status: 200, body: { changed: 1, refused } });
    expect([await readPrice(a.id), await readPrice(b.id)]).toEqual([11_000, 20_000]);
    const shown = (await call('GET', `/v1/products/${a.slug}`)).body;
    expect(shown).toMatchObject({ price: 110 });
  });

  test('neither publishes nor unpublishes a draft that was begun after the preview', async () => {
    const { id, slug } = await product(10_000);
    const { body } = await preview(`slug,price\n${slug},110`);
    expect(body).toMatchObject({ rows: [{ from: 10_000, to: 11_000, problem: null }] });
    const data = { title: 'Half a tit', _status: 'draft' as const };
    await payload.update({ collection: 'products', id, draft: true, data });
    expect(await apply([{ productId: id, from: 10_000, to: 11_000 }])).toMatchObject({ body: { changed: 0 } });
    const shown = await call('GET', `/v1/products/${slug}`);
    expect(shown).toMatchObject({ status: 200, body: { price: 100 } });
    expect((shown.body as { title: string }).title).not.toBe('Half a tit');
  });

  test('with two prices for one product applies neither of them', async () => {
    const { id } = await product(10_000);
    const changes = [11_000, 12_000].map((to) => ({ productId: id, from: 10_000, to }));
    expect(await apply(changes)).toMatchObject({ status: 400, body: { errors: [{ path: 'changes' }] } });
    expect(await readPrice(id)).toBe(10_000);
  });
});
