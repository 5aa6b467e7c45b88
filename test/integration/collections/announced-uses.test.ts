import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { announceAllChangedProducts } from '../../../src/services/catalogue/announce-product-changes.ts';
import { makePhoto, makeProduct, makeTerm } from '../../support/catalogue.ts';
import { startGateway } from '../../support/gateway.ts';
import { createForm, createPng } from '../../support/media.ts';
import { staffTokens } from '../../support/staff.ts';
import { article, readTopics, write } from '../content/blog-support.ts';
import { block, linkTo } from './reference-places.ts';

const { payload, call, base } = await startGateway();
const { 'content-manager': token } = await staffTokens(payload);

const png = await createPng({ width: 20, height: 20 });

const readChanges = async (productId: string) => {
  const { rows } = await database(payload).execute<{ change: string }>(sql`
    SELECT payload->>'change' AS change FROM domain_events
    WHERE topic = 'product.changed' AND payload->>'productId' = ${productId} ORDER BY id`);
  return rows.map(({ change }) => change);
};

async function replace(id: string): Promise<void> {
  const sent = {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}` },
    body: createForm({ bytes: png, name: 'b.png' }),
  };
  expect((await fetch(`${base}/api/media/${id}`, sent)).status).toBe(200);
}

describe('a photo that is replaced', () => {
  test('emits events for the products and posts that show the photo in lists, covers and texts, and for no others', async () => {
    const photo = await makePhoto(payload, 'Old');
    const text = article('x', block('image', { image: photo }));
    const listed = await makeProduct(payload, { images: [photo] });
    const described = await makeProduct(payload, { description: text as never });
    const other = await makeProduct(payload);
    const cover = await write(call, token, { title: 'Cover', coverImageId: photo });
    const within = await write(call, token, { title: 'Within', contentFormat: 'lexical', content: text });
    const draft = await write(call, token, { title: 'Draft', status: 'DRAFT', coverImageId: photo });
    await replace(photo);
    for (const { id } of [listed, described]) expect(await readChanges(id)).toEqual(['published', 'updated']);
    expect(await readChanges(other.id)).toEqual(['published']);
    for (const { blogId } of [cover, within])
      expect(await readTopics(payload, blogId)).toEqual(['blog.published', 'blog.updated']);
    expect(await readTopics(payload, draft.blogId)).toEqual([]);
    expect((await call('PATCH', `/api/media/${photo}`, { token, body: { alt: 'Old' } })).status).toBe(200);
    expect(await readChanges(listed.id), 'nothing has changed').toHaveLength(2);
    expect(await readTopics(payload, cover.blogId)).toHaveLength(2);
  });
});

describe('a product that texts refer to', () => {
  const writeText = (title: string, node: object, more: object = {}) =>
    write(call, token, { title, contentFormat: 'lexical', content: article('x', node), ...more });

  async function setUp() {
    const [first, second] = [await makePhoto(payload, 'First'), await makePhoto(payload, 'Second')];
    const { id } = await makeProduct(payload, { images: [first, second], summary: 'Oak.' });
    const teaser = block('productTeaser', { product: id });
    const posts = [await writeText('Teaser', teaser), await writeText('Link', linkTo('products', id))];
    const described = await makeProduct(payload, { description: article('x', teaser) as never });
    const draft = await writeText('Draft', teaser, { status: 'DRAFT' });
    const other = await write(call, token, { title: 'Other' });
    return { id, first, second, posts, described, unaffected: [draft, other] };
  }
  type Made = Awaited<ReturnType<typeof setUp>>;
  const edit = (body: object) => async (made: Made) =>
    expect((await call('PATCH', `/api/products/${made.id}`, { token, body })).status).toBe(200);

  const SHOWN: Record<string, (made: Made) => Promise<unknown>> = {
    'its title': edit({ title: 'Renamed' }),
    'its summary': edit({ summary: 'Ash.' }),
    'its web address': edit({ slug: 'renamed-kitchen' }),
    'its category': edit({ category: 'BEDROOM' }),
    'its photos are reordered': (made) => edit({ images: [made.second, made.first] })(made),
    'its first photo is replaced': ({ first }) => replace(first),
    'it is unpublished': edit({ _status: 'draft' }),
    'it is moved to the trash': edit({ deletedAt: new Date().toISOString() }),
    'it is deleted': ({ id }) => call('DELETE', `/api/products/${id}`, { token }),
  };

  test.each(Object.entries(SHOWN))(
    'causes events for itself and for the posts and products that show it: %s',
    async (_, change) => {
      const made = await setUp();
      await change(made);
      for (const { blogId } of made.posts)
        expect(await readTopics(payload, blogId)).toEqual(['blog.published', 'blog.updated']);
      expect(await readChanges(made.described.id)).toEqual(['published', 'updated']);
      for (const { blogId, status } of made.unaffected)
        expect(await readTopics(payload, blogId)).toEqual(status === 'DRAFT' ? [] : ['blog.published']);
    },
  );

  test('causes events for itself and for these posts and products when it is published again', async () => {
    const made = await setUp();
    await edit({ _status: 'draft' })(made);
    await edit({ _status: 'published' })(made);
    expect(await readChanges(made.described.id)).toEqual(['published', 'updated', 'updated']);
    expect(await readTopics(payload, made.posts[0]?.blogId ?? '')).toHaveLength(3);
  });

  const HIDDEN: Record<string, (made: Made) => Promise<unknown>> = {
    'its price and stock': edit({ price: 5, stock: 0 }),
    'its description': edit({ description: article('Other.') }),
    'its second photo is replaced': ({ second }) => replace(second),
    'a draft': async ({ id }) =>
      call('PATCH', `/api/products/${id}?draft=true`, { token, body: { title: 'Not yet', _status: 'draft' } }),
  };

  test.each(Object.entries(HIDDEN))(
    'causes no events for the posts when a detail changes that they do not show: %s',
    async (_, change) => {
      const made = await setUp();
      await change(made);
      for (const { blogId } of made.posts) expect(await readTopics(payload, blogId)).toEqual(['blog.published']);
      expect(await readChanges(made.described.id)).toEqual(['published']);
    },
  );
});

test('a post whose address changes causes events for itself and for the posts and products that link to it', async () => {
  const target = await write(call, token, { title: 'Target' });
  const text = article('x', linkTo('blogs', target.blogId));
  const linking = await write(call, token, { title: 'Linking', contentFormat: 'lexical', content: text });
  const described = await makeProduct(payload, { description: text as never });
  await call('PATCH', `/v1/blog/${target.blogId}`, { token, body: { contentFormat: 'lexical', content: text } });
  expect(await readTopics(payload, linking.blogId)).toEqual(['blog.published']);
  await call('PATCH', `/api/blogs/${target.blogId}`, { token, body: { slug: 'target-2' } });
  expect(await readTopics(payload, linking.blogId)).toEqual(['blog.published', 'blog.updated']);
  expect(await readChanges(described.id)).toEqual(['published', 'updated']);
  expect(await readTopics(payload, target.blogId), 'one further event, although the post links to itself').toHaveLength(
    3,
  );
  expect((await call('DELETE', `/v1/blog/${target.blogId}`, { token })).status).toBe(204);
  expect(await readTopics(payload, linking.blogId)).toHaveLength(3);
});

test('a new name of an author causes events for the author’s posts', async () => {
  const { docs } = await payload.find({ collection: 'users', where: { role: { equals: 'content-manager' } } });
  const id = String(docs[0]?.id);
  const [own, draft] = [await write(call, token, { title: 'Own' }), await write(call, token, { status: 'DRAFT' })];
  const rename = (name: string) => payload.update({ collection: 'users', id, data: { name } });
  await rename('content-manager');
  expect(await readTopics(payload, own.blogId)).toEqual(['blog.published']);
  await rename('Nora Quill');
  expect(await readTopics(payload, own.blogId)).toEqual(['blog.published', 'blog.updated']);
  expect(await readTopics(payload, draft.blogId)).toEqual([]);
  await rename('content-manager');
});

test('a renamed term emits an event for each of its products, for the first 100 at once and for the rest a minute later', async () => {
  const range = await makeTerm(payload, 'ranges', 'Before');
  const some = await makeProduct(payload, { range });
  await database(payload).execute(sql`
    INSERT INTO products (id, title, slug, category, price, currency, stock, range_id, _status)
    SELECT gen_random_uuid(), 'Many ' || n, 'many-' || n, 'KITCHEN', 1, 'GBP', 1, ${range}, 'published' FROM generate_series(1, 120) n`);
  await announceAllChangedProducts(payload);
  const countAnnounced = async () => {
    const { rows } = await database(payload).execute<{ count: string }>(sql`
      SELECT count(*) FROM domain_events WHERE topic = 'product.changed' AND payload->>'change' = 'updated'
        AND payload->>'productId' IN (SELECT id::text FROM products WHERE range_id = ${range})`);
    return Number(rows[0]?.count);
  };
  expect((await call('PATCH', `/api/ranges/${range}`, { token, body: { name: 'After' } })).status).toBe(200);
  expect(await countAnnounced()).toBe(100);
  expect(await announceAllChangedProducts(payload)).toBe(21);
  expect(await countAnnounced()).toBe(121);
  expect(await announceAllChangedProducts(payload)).toBe(0);
  expect((await call('GET', `/v1/products/${some.slug}`)).body).toMatchObject({ range: { name: 'After' } });
});

test('a post shows the name of an author who has left until it gets another author', async () => {
  const leaver = {
    email: 'byline@example.com',
    password: 'a long password',
    name: 'Nora Quill',
    role: 'content-manager' as const,
  };
  const { id } = await payload.create({ collection: 'users', data: leaver });
  const login = await payload.login({ collection: 'users', data: leaver });
  const { blogId, slug } = await write(call, String(login.token), { title: 'Signed' });
  await database(payload).execute(sql`DELETE FROM users WHERE id = ${id}`);
  const author = async () => ((await call('GET', `/v1/blog/${slug}`)).body as { author: object | null }).author;
  expect(await author()).toEqual({ name: 'Nora Quill' });
  expect((await call('PATCH', `/v1/blog/${blogId}`, { token, body: { excerpt: 'Edited.' } })).status).toBe(200);
  expect(await author()).toEqual({ name: 'Nora Quill' });
  const [editor] = (await payload.find({ collection: 'users', where: { role: { equals: 'content-manager' } } })).docs;
  await call('PATCH', `/api/blogs/${blogId}`, { token, body: { author: editor?.id, _status: 'published' } });
  expect(await author()).toEqual({ name: 'content-manager' });
});

test('a slug that a document in the trash has is refused with the title of that document', async () => {
  const old = await makeProduct(payload, { title: 'Old Shaker', slug: 'shaker' });
  await call('PATCH', `/api/products/${old.id}`, { token, body: { deletedAt: new Date().toISOString() } });
  const body = { title: 'New Shaker', slug: 'shaker', category: 'KITCHEN', price: 1, stock: 1, currency: 'GBP' };
  const refused = await call('POST', '/api/products', { token, body });
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    400,
    expect.stringContaining(
      '“Old Shaker” in the trash has this slug. Choose another slug, or delete “Old Shaker” permanently first.',
    ),
  ]);
  expect((await call('DELETE', `/api/products/${old.id}?trash=true`, { token })).status).toBe(200);
  expect((await call('POST', '/api/products', { token, body })).status).toBe(201);
});
