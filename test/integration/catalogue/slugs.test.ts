import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import type { Product } from '../../../src/payload-types.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';
import { write } from '../content/blog-support.ts';

const { payload, call } = await startGateway();
const token = (await staffTokens(payload))['content-manager'];

type Data = Partial<Product> & { _status?: 'draft' | 'published' };

const make = (title: string, data: Data = {}) =>
  payload.create({
    collection: 'products',
    data: { title, category: 'KITCHEN', price: 100, stock: 1, _status: 'published', ...data } as Product,
  });

describe('a slug', () => {
  test.each([
    ['Façade Élan – Crème brûlée', 'facade-elan-creme-brulee'],
    ['ﬁne', 'fine'],
    ['½ price', '1-2-price'],
    ['  Oak & Ash  ', 'oak-and-ash'],
    ['The Baker’s McKitchen', 'the-bakers-mckitchen'],
    ['Größe “Łódź”', 'grosse-lodz'],
    ['Ångström Größe', 'angstrom-grosse'],
    ['A\u030angstro\u0308m', 'angstrom'],
    ['Œuvre Ærø Þór', 'oeuvre-aero-thor'],
    ['Кухня', 'kukhnya'],
    ['厨房', 'product'],
    ['🎉', 'product-2'],
  ])('of %s is %s', async (title, slug) => {
    expect((await make(title)).slug).toBe(slug);
  });

  test('gets a number if another document has the same slug, in whatever state', async () => {
    await make('Dresser', { _status: 'draft' });
    const trashed = await make('Dresser');
    await payload.update({
      collection: 'products',
      id: trashed.id,
      data: { deletedAt: new Date().toISOString() } as Data,
    });
    expect((await make('Dresser')).slug).toBe('dresser-3');
    expect((await make('Dresser 2')).slug).toBe('dresser-2-2');
  });

  test('does not collide with the slug in another document’s draft', async () => {
    const { id } = await make('Sideboard');
    await payload.update({ collection: 'products', id, data: { slug: 'larder' } as Data, draft: true });
    expect((await make('Larder')).slug).toBe('larder-2');
  });

  test('is unique for documents created concurrently', async () => {
    const made = await Promise.all(Array.from({ length: 6 }, () => make('Island unit')));
    expect(made.map(({ slug }) => slug).sort()).toEqual([
      'island-unit',
      ...[2, 3, 4, 5, 6].map((n) => `island-unit-${n}`),
    ]);
  });

  test('follows the title of a draft, and does not change after publication', async () => {
    const { id } = await make('He', { _status: 'draft' });
    const saved = (title: string, draft: boolean) =>
      payload.update({
        collection: 'products',
        id,
        draft,
        data: { title, _status: draft ? 'draft' : 'published' } as Data,
      });
    expect((await saved('Hello', true)).slug).toBe('hello');
    expect((await saved('Hello kitchen', false)).slug).toBe('hello-kitchen');
    expect((await saved('Goodbye kitchen', true)).slug).toBe('hello-kitchen');
    expect((await saved('Goodbye kitchen', false)).slug).toBe('hello-kitchen');
  });

  test('does not change if staff have set it, and is refused if it is invalid', async () => {
    const { id } = await make('Pantry', { slug: 'pull-out', _status: 'draft' });
    const renamed = await payload.update({
      collection: 'products',
      id,
      draft: true,
      data: { title: 'Larder' } as Data,
    });
    expect(renamed.slug).toBe('pull-out');
    await expect(make('Pantry', { slug: '../etc' })).rejects.toMatchObject({ status: 400 });
  });

  describe.each(['products', 'blogs'] as const)('in drafts of %s', (collection) => {
    const makeDraft = async () =>
      collection === 'products'
        ? (await make('Pantry', { _status: 'draft' })).id
        : (await write(call, token, { title: 'Pantry', status: 'DRAFT' })).blogId;
    const message = 'Use lower-case letters, digits and hyphens, such as white-shaker.';
    const tooLong = 'This value must be shorter than the max length of 200 characters.';

    test.each([
      ['BAD slug/..', message],
      ['white--shaker', message],
      ['a'.repeat(201), tooLong],
    ])('is refused if it is invalid (%s)', async (slug, reason) => {
      const id = await makeDraft();
      const data = { errors: [{ path: 'slug', message: reason }] };
      const body = { slug, _status: 'draft' };
      for (const [method, url] of [
        ['PATCH', `/api/${collection}/${id}?draft=true`],
        ['PATCH', `/api/${collection}/${id}`],
        ['POST', `/api/${collection}?draft=true`],
      ] as const)
        expect(await call(method, url, { token, body: { title: 'Other', ...body } }), url).toMatchObject({
          status: 400,
          body: { errors: [{ data }] },
        });
      const name = collection === 'products' ? 'updateProduct' : 'updateBlog';
      const query = `mutation { ${name}(id: "${id}", draft: true, data: { slug: "${slug}" }) { id } }`;
      const { body: answer } = await call('POST', '/api/graphql', { token, body: { query } });
      expect(answer).toMatchObject({ errors: [{ extensions: { statusCode: 400, data } }] });
    });

    test('that was stored before the rule does not block other edits, and can be corrected', async () => {
      const id = await makeDraft();
      const table = sql.identifier(`_${collection}_v`);
      const { rowCount } = await database(payload).execute(
        sql`UPDATE ${table} SET version_slug = 'BAD slug' WHERE parent_id = ${id} AND latest`,
      );
      expect(rowCount).toBe(1);
      for (const body of [{ title: 'Larder' }, { title: 'Larder', slug: 'BAD slug' }, { slug: `good-${collection}` }])
        expect((await call('PATCH', `/api/${collection}/${id}?draft=true`, { token, body })).status).toBe(200);
      expect(await payload.findByID({ collection, id, draft: true })).toMatchObject({ slug: `good-${collection}` });
    });
  });

  test('of a copy differs from the slug of the original', async () => {
    const { id } = await make('Corner unit');
    const copy = await payload.duplicate({ collection: 'products', id });
    expect(copy.slug).toBe('corner-unit-copy');
  });

  test('that was made by an older rule does not change after publication', async () => {
    const { id } = await make('Größe', { slug: 'groesse' });
    const saved = await payload.update({ collection: 'products', id, data: { title: 'Größen', price: 200 } as Data });
    expect(saved.slug).toBe('groesse');
  });

  test('of a term is made from its name', async () => {
    const term = await payload.create({ collection: 'finishes', data: { name: 'High Gloss' } as never });
    expect(term.slug).toBe('high-gloss');
  });
});
