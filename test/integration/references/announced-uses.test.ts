import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { announceAllProductNews } from '../../../src/services/catalogue/announce-changes.ts';
import { makePhoto, makeProduct, makeTerm } from '../../support/catalogue.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';
import { formOf, pngOf } from '../../support/media.ts';
import { article, topicsOf, write } from '../content/blog-support.ts';
import { block } from './places.ts';

const { payload, call, base } = await startGateway();
const { admin, 'content-manager': token } = await staffTokens(payload);

const png = await pngOf({ width: 20, height: 20 });

const changesOf = async (productId: string) => {
  const { rows } = await database(payload).execute<{ change: string }>(sql`
    SELECT payload->>'change' AS change FROM domain_events
    WHERE topic = 'product.changed' AND payload->>'productId' = ${productId} ORDER BY id`);
  return rows.map(({ change }) => change);
};

async function replace(id: string): Promise<void> {
  const sent = {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}` },
    body: formOf({ bytes: png, name: 'b.png' }),
  };
  expect((await fetch(`${base}/api/media/${id}`, sent)).status).toBe(200);
}

describe('a photo that is replaced', () => {
  test('is announced for what shows it, in lists, covers and texts, and for nothing else', async () => {
    const photo = await makePhoto(payload, 'Old');
    const text = article('x', block('image', { image: photo }));
    const listed = await makeProduct(payload, { images: [photo] });
    const described = await makeProduct(payload, { description: text as never });
    const other = await makeProduct(payload);
    const cover = await write(call, token, { title: 'Cover', coverImageId: photo });
    const within = await write(call, token, { title: 'Within', contentFormat: 'lexical', content: text });
    const draft = await write(call, token, { title: 'Draft', status: 'DRAFT', coverImageId: photo });
    await replace(photo);
    for (const { id } of [listed, described]) expect(await changesOf(id)).toEqual(['published', 'updated']);
    expect(await changesOf(other.id)).toEqual(['published']);
    for (const { blogId } of [cover, within])
      expect(await topicsOf(payload, blogId)).toEqual(['blog.published', 'blog.updated']);
    expect(await topicsOf(payload, draft.blogId)).toEqual([]);
    expect((await call('PATCH', `/api/media/${photo}`, { token, body: { alt: 'Old' } })).status).toBe(200);
    expect(await changesOf(listed.id), 'nothing has changed').toHaveLength(2);
    expect(await topicsOf(payload, cover.blogId)).toHaveLength(2);
  });
});

test('a renamed term is announced for each of its products, the most of them a minute later', async () => {
  const range = await makeTerm(payload, 'ranges', 'Before');
  const some = await makeProduct(payload, { range });
  await database(payload).execute(sql`
    INSERT INTO products (id, title, slug, category, price, currency, stock, range_id, _status)
    SELECT gen_random_uuid(), 'Many ' || n, 'many-' || n, 'KITCHEN', 1, 'GBP', 1, ${range}, 'published' FROM generate_series(1, 120) n`);
  await announceAllProductNews(payload);
  const told = async () => {
    const { rows } = await database(payload).execute<{ count: string }>(sql`
      SELECT count(*) FROM domain_events WHERE topic = 'product.changed' AND payload->>'change' = 'updated'
        AND payload->>'productId' IN (SELECT id::text FROM products WHERE range_id = ${range})`);
    return Number(rows[0]?.count);
  };
  expect((await call('PATCH', `/api/ranges/${range}`, { token, body: { name: 'After' } })).status).toBe(200);
  expect(await told()).toBe(100);
  expect(await announceAllProductNews(payload)).toBe(21);
  expect(await told()).toBe(121);
  expect(await announceAllProductNews(payload)).toBe(0);
  expect((await call('GET', `/v1/products/${some.slug}`)).body).toMatchObject({ range: { name: 'After' } });
});

test('a post keeps the name of an author who has left, until there is another', async () => {
  const leaver = {
    email: 'byline@example.com',
    password: 'a long password',
    name: 'Nora Quill',
    role: 'content-manager' as const,
  };
  const { id } = await payload.create({ collection: 'users', data: leaver });
  const login = await payload.login({ collection: 'users', data: leaver });
  const { blogId, slug } = await write(call, String(login.token), { title: 'Signed' });
  expect((await call('DELETE', `/api/users/${id}`, { token: admin })).status).toBe(200);
  const author = async () => ((await call('GET', `/v1/blog/${slug}`)).body as { author: object | null }).author;
  expect(await author()).toEqual({ name: 'Nora Quill' });
  expect((await call('PATCH', `/v1/blog/${blogId}`, { token, body: { excerpt: 'Edited.' } })).status).toBe(200);
  expect(await author()).toEqual({ name: 'Nora Quill' });
  const [editor] = (await payload.find({ collection: 'users', where: { role: { equals: 'content-manager' } } })).docs;
  await call('PATCH', `/api/blogs/${blogId}`, { token, body: { author: editor?.id, _status: 'published' } });
  expect(await author()).toEqual({ name: 'content-manager' });
});

test('a slug that something in the trash has is refused, and it is said where that is', async () => {
  const old = await makeProduct(payload, { title: 'Old Shaker', slug: 'shaker' });
  await call('PATCH', `/api/products/${old.id}`, { token, body: { deletedAt: new Date().toISOString() } });
  const body = { title: 'New Shaker', slug: 'shaker', category: 'KITCHEN', price: 1, stock: 1, currency: 'GBP' };
  const refused = await call('POST', '/api/products', { token, body });
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    400,
    expect.stringContaining(
      '“Old Shaker” in the trash has this slug. Choose another one, or delete that for good first.',
    ),
  ]);
  expect((await call('DELETE', `/api/products/${old.id}?trash=true`, { token })).status).toBe(200);
  expect((await call('POST', '/api/products', { token, body })).status).toBe(201);
});
