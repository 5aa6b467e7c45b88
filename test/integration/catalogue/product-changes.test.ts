import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import type { Product } from '../../../src/payload-types.ts';
import { changeProduct, makePhoto, makeProduct, makeTerm } from '../../support/catalogue.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';
import { until } from '../../support/until.ts';

const { payload, call, base } = await startGateway();
const editor = (await staffTokens(payload))['content-manager'];

type Event = { change: string; slug: string };

/** Returns the kind of change (`change`) in each event of a product, oldest first. */
async function readEvents(productId: string): Promise<string[]> {
  const { rows } = await database(payload).execute<{ payload: Event }>(sql`
    SELECT payload FROM domain_events
    WHERE topic = 'product.changed' AND payload->>'productId' = ${productId} ORDER BY id`);
  return rows.map(({ payload }) => payload.change);
}

/** Reads the current card of a published product from Postgres. */
async function readCard(productId: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await database(payload).execute<{ card: string }>(
    sql`SELECT card FROM product_cards WHERE product_id = ${productId} AND live`,
  );
  return rows[0] && JSON.parse(rows[0].card);
}

const generation = async () => {
  const { rows } = await database(payload).execute<{ generation: string }>(
    sql`SELECT generation FROM cache_generations WHERE cache = 'products'`,
  );
  return Number(rows[0]?.generation ?? 0);
};

const saveDraft = (id: string, data: Partial<Product>) =>
  payload.update({ collection: 'products', id, data: data as Product, draft: true });

const inTrash = () => ({ deletedAt: new Date().toISOString() });

describe('the event product.changed', () => {
  test('is emitted once for each visible change, and not for drafts', async () => {
    const { id } = await makeProduct(payload, { _status: 'draft' });
    await saveDraft(id, { price: 1 });
    expect(await readEvents(id)).toEqual([]);

    const expected: string[] = [];
    const expectNext = async (change: string | undefined, work: () => Promise<unknown>) => {
      await work();
      if (change) expected.push(change);
      expect(await readEvents(id)).toEqual(expected);
    };
    await expectNext('published', () => changeProduct(payload, id, { _status: 'published' }));
    await expectNext('updated', () => changeProduct(payload, id, { price: 2 }));
    await expectNext(undefined, () => saveDraft(id, { price: 3 }));
    await expectNext('updated', () => changeProduct(payload, id, { _status: 'published', price: 3 }));
    await expectNext('unpublished', () => changeProduct(payload, id, { _status: 'draft' }));
    await expectNext(undefined, () => saveDraft(id, { price: 4 }));
    await expectNext('published', () => changeProduct(payload, id, { _status: 'published' }));
    await expectNext('unpublished', () => changeProduct(payload, id, inTrash()));
    await expectNext('published', () =>
      payload.update({
        collection: 'products',
        id,
        data: { deletedAt: null, _status: 'published' } as Product,
        trash: true,
      }),
    );
    await expectNext('unpublished', () => payload.delete({ collection: 'products', id }));
  });

  test('is emitted once for each change through Payload’s API', async () => {
    const body = { title: 'By the API', category: 'KITCHEN', price: 100, stock: 1, _status: 'published' };
    const created = await call('POST', '/api/products', { body, token: editor });
    const { id } = (created.body as { doc: Product }).doc;
    await call('PATCH', `/api/products/${id}`, { body: { price: 200 }, token: editor });
    const { docs } = await payload.findVersions({
      collection: 'products',
      where: { parent: { equals: id } },
      sort: 'createdAt',
    });
    await call('POST', `/api/products/versions/${docs[0]?.id}`, { token: editor });
    await call('DELETE', `/api/products/${id}`, { token: editor });
    expect(await readEvents(id)).toEqual(['published', 'updated', 'updated', 'unpublished']);
  });

  test('is emitted once for each product of a bulk edit', async () => {
    const products = await Promise.all([makeProduct(payload), makeProduct(payload), makeProduct(payload)]);
    const ids = products.map(({ id }) => id);
    const query = `where[id][in]=${ids.join(',')}`;
    const edited = await call('PATCH', `/api/products?${query}`, { body: { category: 'BEDROOM' }, token: editor });
    expect(edited.body).toMatchObject({ errors: [] });
    for (const id of ids) expect(await readEvents(id)).toEqual(['published', 'updated']);
  });

  test('is not emitted if the transaction rolls back', async () => {
    const { id } = await makeProduct(payload);
    const before = await generation();
    await expect(
      withTransaction(payload, async (req) => {
        await payload.update({ collection: 'products', id, data: { price: 5 } as Product, req });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect([await readEvents(id), await readCard(id), await generation()]).toEqual([
      ['published'],
      expect.objectContaining({ price: 1000 }),
      before,
    ]);
  });
});

describe('the card of a product', () => {
  test('is updated in the transaction that changes its terms or media', async () => {
    const [colour, style] = [await makeTerm(payload, 'colours', 'Ivory'), await makeTerm(payload, 'styles', 'Plain')];
    const photo = await makePhoto(payload, 'Before');
    const { id } = await makeProduct(payload, { colours: [colour], style, images: [photo] });
    const before = await generation();
    await payload.update({ collection: 'colours', id: colour, data: { name: 'Cream', hex: '#fffdd0' } });
    await payload.update({ collection: 'styles', id: style, data: { slug: 'slab' } });
    await payload.update({ collection: 'media', id: photo, data: { alt: 'After' } });
    expect(await readCard(id)).toMatchObject({
      colours: [{ slug: 'ivory', name: 'Cream', hex: '#fffdd0' }],
      style: { slug: 'slab', name: 'Plain' },
      images: [{ alt: 'After' }],
    });
    expect(await generation()).toBe(before + 3);
  });

  test('is updated after plain SQL, too, but only if a visible value changes', async () => {
    const { id } = await makeProduct(payload, { stock: 2 });
    const before = await generation();
    const sell = () =>
      database(payload).execute(sql`UPDATE products SET stock = stock - 1 WHERE id = ${id} AND stock > 0`);
    await sell();
    expect(await generation()).toBe(before);
    await sell();
    expect(await readCard(id)).toMatchObject({ inStock: false });
    expect(await generation()).toBe(before + 1);
  });

  test('has the new name of a term that is renamed while the product is saved', async () => {
    const range = await makeTerm(payload, 'ranges', 'Old name');
    const renamed = withTransaction(payload, async (req) => {
      await payload.update({ collection: 'ranges', id: range, data: { name: 'New name' }, req });
      const saved = makeProduct(payload, { range });
      // Wait until the save of the product waits for this transaction, which has not committed the new name of the term yet.
      await waitForLock();
      return () => saved;
    });
    const { id } = await (await renamed)();
    expect(await readCard(id)).toMatchObject({ range: { name: 'New name' } });
  });
});

/** Waits until a database session is blocked on an advisory lock. */
const waitForLock = () =>
  until(async () => {
    const { rowCount } = await database(payload).execute(
      sql`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`,
    );
    return rowCount;
  }, 'a session to wait for an advisory lock');

test('a term in use cannot be deleted, and the refusal names the products that use it', async () => {
  const finish = await makeTerm(payload, 'finishes', 'Gloss');
  const trashed = await makeProduct(payload, { title: 'Thrown away', finish });
  await makeProduct(payload, { title: 'Kept', finish });
  await changeProduct(payload, trashed.id, inTrash());
  const refused = await call('DELETE', `/api/finishes/${finish}`, { token: editor });
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    400,
    expect.stringMatching(/In use: the product “(Kept|Thrown away)” and the product “(Kept|Thrown away)”/),
  ]);
  const unused = await makeTerm(payload, 'finishes', 'Unused');
  expect((await call('DELETE', `/api/finishes/${unused}`, { token: editor })).status).toBe(200);
});

test('the public cannot read trashed products through Payload’s API', async () => {
  const { id } = await makeProduct(payload);
  await changeProduct(payload, id, inTrash());
  const search = `/api/products?trash=true&where[id][equals]=${id}`;
  expect((await call('GET', search)).body).toMatchObject({ docs: [] });
  expect((await call('GET', search, { token: editor })).body).toMatchObject({ docs: [{ id }] });
});

test('a product cannot have the slug of a route', async () => {
  expect((await makeProduct(payload, { title: 'Facets' })).slug).toBe('facets-2');
  await expect(makeProduct(payload, { title: 'Cut', slug: 'facets' })).rejects.toMatchObject({
    code: 'validation_failed',
    field: 'slug',
  });
});

test('an old slug redirects to its product until the product is deleted', async () => {
  const { id } = await makeProduct(payload, { title: 'Renamed', slug: 'renamed-a' });
  const readRedirect = async () => {
    const { status, headers } = await fetch(`${base}/v1/products/renamed-a`, { redirect: 'manual' });
    return [status, headers.get('location')];
  };
  expect(await readRedirect()).toEqual([200, null]);
  await changeProduct(payload, id, { slug: 'renamed-b' });
  await changeProduct(payload, id, { slug: 'renamed-c' });
  expect(await readRedirect()).toEqual([301, '/v1/products/renamed-c']);
  expect((await call('GET', '/v1/products/renamed-a')).body).toMatchObject({ id, slug: 'renamed-c' });
  await payload.delete({ collection: 'products', id });
  expect(await readRedirect()).toEqual([404, null]);
});

test('the slug of an unpublished product redirects after the product is published under another slug', async () => {
  const { id } = await makeProduct(payload, { title: 'Back', slug: 'back-a' });
  await changeProduct(payload, id, { _status: 'draft' });
  await changeProduct(payload, id, { _status: 'draft', slug: 'back-b' });
  expect((await call('GET', '/v1/products/back-a')).status).toBe(404);
  await changeProduct(payload, id, { _status: 'published' });
  expect((await call('GET', '/v1/products/back-a')).body).toMatchObject({ id, slug: 'back-b' });

  const other = await makeProduct(payload, { title: 'Other', slug: 'other-a' });
  await changeProduct(payload, other.id, { _status: 'draft', slug: 'other-b' });
  await payload.update({ collection: 'products', id: other.id, data: { _status: 'draft' } as never });
  const heir = await makeProduct(payload, { title: 'Heir', slug: 'other-a' });
  await changeProduct(payload, other.id, { _status: 'published', slug: 'other-b' });
  expect((await call('GET', '/v1/products/other-a')).body).toMatchObject({ id: heir.id });
  const { totalDocs } = await payload.count({
    collection: 'redirects',
    where: { from: { equals: '/kitchen/other-a' } },
  });
  expect(totalDocs).toBe(0);
});

describe('the stock of a product that is sold during an edit', () => {
  const readStock = async (id: string) => {
    const { rows } = await database(payload).execute<{ stock: string }>(
      sql`SELECT stock FROM products WHERE id = ${id}`,
    );
    return Number(rows[0]?.stock);
  };
  const sell = (id: string, pieces: number) =>
    database(payload).execute(sql`UPDATE products SET stock = stock - ${pieces} WHERE id = ${id}`);
  const edit = async (id: string, body: object, query = '') =>
    expect((await call('PATCH', `/api/products/${id}${query}`, { token: editor, body })).status).toBe(200);

  test.each([
    ['a form that does not change the stock', { stock: 10, stockSeen: 10, summary: 'New' }, 7],
    ['a form that adds five', { stock: 15, stockSeen: 10 }, 12],
    ['a form that removes more than is left', { stock: 0, stockSeen: 10 }, 0],
    ['an API request that changes another field', { title: 'Other words' }, 7],
    ['an API request that sets the stock', { stock: 4 }, 4],
  ])('is correct after %s', async (_name, sent, left) => {
    for (const [query, status] of [
      ['', 'published'],
      ['?draft=true', 'draft'],
    ] as const) {
      const { id } = await makeProduct(payload, { stock: 10 });
      const { body } = await call('GET', `/api/products/${id}`, { token: editor });
      expect(body).toMatchObject({ stock: 10, stockSeen: 10 });
      await sell(id, 3);
      await edit(id, { ...sent, _status: status }, query);
      expect(await readStock(id)).toBe(left);
      await edit(id, { summary: 'Once more', _status: 'published' });
      expect(await readStock(id)).toBe(left);
    }
  });

  const WHOLE = 'Enter a whole number from 0 to 1,000,000.';
  test.each([
    ['more than the limit', { stock: 1_000_001 }, 'stock', WHOLE],
    ['a negative number', { stock: -1 }, 'stock', WHOLE],
    ['a fraction', { stock: 1.5 }, 'stock', WHOLE],
    ['a fraction as text', { stock: '1.5' }, 'stock', WHOLE],
    ['an extreme value', { stock: 1e300 }, 'stock', WHOLE],
    ['a negative `stockSeen`', { stock: 5, stockSeen: -999_999_999 }, 'stockSeen', WHOLE],
    ['a fraction as `stockSeen`', { stock: 5, stockSeen: 1.5 }, 'stockSeen', WHOLE],
    [
      'a difference that raises the stock above the limit',
      { stock: 1_000_000, stockSeen: 0 },
      'stock',
      'The stock has changed in the meantime. With your change it would be more than 1,000,000.',
    ],
  ])('does not change if the caller sends %s', async (_name, sent, path, message) => {
    const { id } = await makeProduct(payload, { stock: 10 });
    const refusal = { errors: [{ path, message }] };
    for (const [method, url] of [
      ['PATCH', `/api/products/${id}`],
      ['PATCH', `/api/products/${id}?draft=true`],
      ['PATCH', `/api/products?draft=true&where[id][equals]=${id}`],
    ] as const)
      for (const _status of ['draft', 'published']) {
        const { status, body } = await call(method, url, { token: editor, body: { ...sent, _status } });
        expect(status, `${url} ${_status}`).toBe(400);
        if (!url.includes('where')) expect(body).toMatchObject({ errors: [{ data: refusal }] });
      }
    if (!('stockSeen' in sent) && typeof sent.stock === 'number')
      for (const draft of [true, false]) {
        const query = `mutation { updateProduct(id: "${id}", draft: ${draft}, data: { stock: ${sent.stock} }) { id } }`;
        const { body } = await call('POST', '/api/graphql', { token: editor, body: { query } });
        expect(body).toMatchObject({ errors: [{ extensions: { statusCode: 400, data: refusal } }] });
      }
    expect(await readStock(id)).toBe(10);
  });

  test.each(['', '?draft=true'])('is checked in new products (POST /api/products%s)', async (query) => {
    const body = { title: 'Larder', category: 'KITCHEN', price: 1, stock: 1_000_001 };
    const { totalDocs: before } = await payload.count({ collection: 'products' });
    expect(await call('POST', `/api/products${query}`, { token: editor, body })).toMatchObject({
      status: 400,
      body: { errors: [{ data: { errors: [{ path: 'stock', message: WHOLE }] } }] },
    });
    expect((await payload.count({ collection: 'products' })).totalDocs).toBe(before);
  });

  test('can be corrected in a form that shows a draft with an extreme stock', async () => {
    const { id } = await makeProduct(payload, { stock: 10 });
    await edit(id, { summary: 'Draft', _status: 'draft' }, '?draft=true');
    const { rowCount } = await database(payload).execute(
      sql`UPDATE _products_v SET version_stock = 1e300 WHERE parent_id = ${id} AND latest`,
    );
    expect(rowCount).toBe(1);
    await edit(id, { summary: 'Another field', _status: 'draft' }, '?draft=true');
    expect(await readStock(id)).toBe(10);
    for (const table of ['products', '_products_v'] as const) {
      await database(payload).execute(
        table === 'products'
          ? sql`UPDATE products SET stock = 1e300 WHERE id = ${id}`
          : sql`UPDATE _products_v SET version_stock = 1e300 WHERE parent_id = ${id} AND latest`,
      );
      const { body } = await call('GET', `/api/products/${id}?draft=true`, { token: editor });
      const { stockSeen } = body as { stockSeen: number };
      await edit(id, { stock: 6, stockSeen, _status: 'draft' }, '?draft=true');
      expect(await readStock(id)).toBe(6);
    }
  });

  test('is not reset by restoring an old version', async () => {
    const { id } = await makeProduct(payload, { stock: 10 });
    const { docs } = await payload.findVersions({ collection: 'products', where: { parent: { equals: id } } });
    await sell(id, 3);
    const restored = await call('POST', `/api/products/versions/${docs[0]?.id}`, { token: editor });
    expect(restored.status).toBe(200);
    expect(await readStock(id)).toBe(7);
  });

  test('is not public', async () => {
    const { id } = await makeProduct(payload, { stock: 10 });
    const { body } = await call('GET', `/api/products/${id}`);
    expect(body).not.toHaveProperty('stockSeen');
  });
});
