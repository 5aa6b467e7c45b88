import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { makeBooking, makeSlot } from '../../support/appointments.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';
import { makeProduct } from '../../support/sales.ts';

const { payload, call } = await startGateway();
const staff = await staffTokens(payload);
const sales = { token: staff.sales };
const editor = { token: staff['content-manager'] };

test('many bookings are confirmed at once; one that can’t be stops no other, and repeating it does nothing', async () => {
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
  const told = { confirmed: [pending.id, confirmed.id], refused: [{ bookingId: cancelled.id }] };
  expect((await confirm()).body).toMatchObject(told);
  expect((await confirm()).body).toMatchObject(told);
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

  test('has the rows of its filter, in its order, and nothing that a spreadsheet takes for a formula', async () => {
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
  ])('refuses a filter that is none: %s', async (filter) => {
    const path = `/api/desk/csv/bookings?where=${encodeURIComponent(filter)}`;
    expect(await call('GET', path, sales)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});

describe('a price list', () => {
  const product = async (price: number) => {
    const id = await makeProduct(payload, { price });
    return { id, slug: (await payload.findByID({ collection: 'products', id })).slug as string };
  };
  const priceOf = async (id: string) => (await payload.findByID({ collection: 'products', id })).price;
  const preview = (csv: string) => call('POST', '/api/desk/price-list/preview', { ...editor, body: { csv } });
  const apply = (changes: object[]) => call('POST', '/api/desk/price-list/apply', { ...editor, body: { changes } });

  test('is looked at before anything is written: each row says what it would do, or what is wrong', async () => {
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
        { slug: draft.slug, problem: expect.stringContaining('not published') },
      ],
    });
    expect(await priceOf(a.id)).toBe(10_000);
  });

  test.each([
    ['without a heading', 'a,b\n1,2', 'Line 1 has to name the columns, and “slug” and “price” is not among them.'],
    ['without rows', 'slug,price\n', 'The file has no rows.'],
    ['with an open quotation mark', 'slug,price\nb,2\n"a,1', 'The quotation marks around line 3 do not match.'],
  ])('%s is refused', async (_, csv, detail) => {
    expect(await preview(csv)).toMatchObject({ status: 400, body: { code: 'validation_failed', detail } });
  });

  test.each([
    ['semicolons and capitals', (slug: string) => `Slug;Price\r\n${slug};"1,234.50"\r\n`],
    ['tabs', (slug: string) => `title\tslug\tprice\nx\t${slug}\t1234.5\n`],
    ['uneven rows', (slug: string) => `slug,price,title\n${slug},1234.50\n`],
    ['more columns than the heading has', (slug: string) => `slug,price\n${slug},1234.50,x,y\n`],
  ])('is read with %s', async (_, csvOf) => {
    const { slug } = await product(10_000);
    expect(await preview(csvOf(slug))).toMatchObject({
      body: { rows: [{ line: 2, slug, to: 123_450, problem: null }] },
    });
  });

  test('a row without a price says so, and stops no other', async () => {
    const [a, b] = [await product(10_000), await product(20_000)];
    const { body } = await preview(`slug,price\n${a.slug}\n${b.slug},1`);
    expect(body).toMatchObject({
      rows: [
        { line: 2, problem: expect.stringContaining('no amount') },
        { line: 3, problem: null },
      ],
    });
  });

  test('is looked at by the rules that it is applied by', async () => {
    const { id, slug } = await product(10_000);
    const prices = ['0', '0.01', '12.3', '£1,234.50', '1000000', '1000000.00', '1000000.01', '9999999', '999999999.99'];
    for (const price of prices) {
      const { body } = await preview(`slug,price\n${slug},"${price}"`);
      const [row] = (body as { rows: { to: number; problem: string | null }[] }).rows;
      const rolledBack = withTransaction(payload, async (req) => {
        await payload.update({ collection: 'products', id, data: { price: row?.to }, req });
        throw new Error('It would have been stored.');
      });
      const stored = await rolledBack.then(String, (error: Error) => error.message === 'It would have been stored.');
      expect([price, row?.problem === null]).toEqual([price, stored]);
    }
    const { body } = await preview(`slug,price\n${slug},1000000.01`);
    expect(body).toMatchObject({ rows: [{ problem: 'The price is more than £1,000,000.' }] });
    expect(await priceOf(id)).toBe(10_000);
  });

  test('names a product that cannot be saved, and why', async () => {
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

  test('what was downloaded changes nothing when it is brought in again', async () => {
    const { slug } = await product(149_999);
    const { body } = await call('GET', '/api/desk/csv/products?sort=slug', editor);
    const rows = ((await preview(body as string)).body as { rows: { slug: string; from: number; to: number }[] }).rows;
    expect(rows.map((row) => row.slug)).toContain(slug);
    for (const { from, to } of rows) expect(to).toBe(from);
  });

  test('is applied row by row: one that was changed meanwhile keeps its price and is named', async () => {
    const [a, b] = [await product(10_000), await product(20_000)];
    await payload.update({ collection: 'products', id: b.id, data: { title: 'Larder' } });
    const changes = [
      { productId: b.id, from: 19_999, to: 21_000 },
      { productId: a.id, from: 10_000, to: 11_000 },
    ];
    const reason = 'It was changed meanwhile. Look at the list again.';
    const refused = [{ productId: b.id, title: 'Larder', reason }];
    expect(await apply(changes)).toMatchObject({ status: 200, body: { changed: 1, refused } });
    expect([await priceOf(a.id), await priceOf(b.id)]).toEqual([11_000, 20_000]);
    const shown = (await call('GET', `/v1/products/${a.slug}`)).body;
    expect(shown).toMatchObject({ price: 110 });
  });

  test('does not publish, or take off the website, what somebody has begun to write since it was looked at', async () => {
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

  test('does not give one product two prices', async () => {
    const { id } = await product(10_000);
    const changes = [11_000, 12_000].map((to) => ({ productId: id, from: 10_000, to }));
    expect(await apply(changes)).toMatchObject({ body: { changed: 1, refused: [{ productId: id }] } });
    expect(await priceOf(id)).toBe(11_000);
  });
});
