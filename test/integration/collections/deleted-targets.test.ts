import { expect, test } from 'vitest';
import { makePhoto, makeProduct } from '../../support/catalogue.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';
import { article, write } from '../content/blog-support.ts';
import { block, linkTo } from './reference-places.ts';

const { payload, call } = await startGateway();
const { 'content-manager': token } = await staffTokens(payload);

const editor = (method: string, path: string, body?: object) => call(method, path, { token, body });
const trash = (id: string) => editor('PATCH', `/api/products/${id}`, { deletedAt: new Date().toISOString() });

test('a post with a link to a deleted post can be edited, unpublished, and published again', async () => {
  const a = await write(call, token, { title: 'A' });
  const content = article('x', linkTo('blogs', a.blogId));
  const b = await write(call, token, { title: 'B', contentFormat: 'lexical', content });
  expect((await editor('DELETE', `/v1/blog/${a.blogId}`)).status).toBe(204);
  for (const body of [
    { title: 'x' },
    { status: 'DRAFT' },
    { status: 'PUBLISHED' },
    { contentFormat: 'lexical', content },
  ]) {
    expect(await editor('PATCH', `/v1/blog/${b.blogId}`, body)).toMatchObject({ status: 200 });
  }
  const { html } = ((await call('GET', `/v1/blog/${b.slug}`)).body as { content: { html: string } }).content;
  expect(html).toContain('there</a>');
});

test('the price and stock of a product whose text references a product in the trash can be changed, also by a price list', async () => {
  const t = await makeProduct(payload);
  const text = article('x', block('productTeaser', { product: t.id }));
  const h = await makeProduct(payload, { description: text as never });
  expect((await trash(t.id)).status).toBe(200);
  expect(await editor('PATCH', `/api/products/${h.id}`, { price: 500, stock: 7 })).toMatchObject({ status: 200 });
  const changes = [{ productId: h.id, from: 500, to: 600 }];
  expect(await editor('POST', '/api/desk/price-list/apply', { changes })).toMatchObject({ status: 200 });
  // The text shows the reference again after the product is restored.
  expect((await editor('PATCH', `/api/products/${t.id}?trash=true`, { deletedAt: null })).status).toBe(200);
  const { body } = await call('GET', `/v1/products/${h.slug}`);
  expect((body as { description: { html: string } }).description.html).toContain(String(t.title));
});

test('a photo in the draft of a published post cannot be deleted, and the draft can be published with it', async () => {
  const { blogId, slug } = await write(call, token, { title: 'Photo of a draft' });
  const photo = await makePhoto(payload, 'Draft');
  await editor('PATCH', `/api/blogs/${blogId}?draft=true&autosave=true`, { coverImage: photo, _status: 'draft' });
  const refused = await editor('DELETE', `/api/media/${photo}`);
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    400,
    expect.stringContaining('In use: the post “Photo of a draft”. Remove it there first.'),
  ]);
  expect((await editor('PATCH', `/api/blogs/${blogId}`, { _status: 'published' })).status).toBe(200);
  expect((await call('GET', `/v1/blog/${slug}`)).body).toMatchObject({ cover: { alt: 'Draft' } });
  await editor('PATCH', `/api/blogs/${blogId}`, { coverImage: null, _status: 'published' });
  expect(
    (await editor('DELETE', `/api/media/${photo}`)).status,
    'a photo that only older versions contain can be deleted',
  ).toBe(200);
});

test('a refusal names three of the referencing documents, and says that there are more', async () => {
  const photo = await makePhoto(payload, 'Everywhere');
  for (const title of ['One', 'Two', 'Three', 'Four']) await makeProduct(payload, { title, images: [photo] });
  const { body } = await editor('DELETE', `/api/media/${photo}`);
  expect(JSON.stringify(body)).toMatch(/In use: (the product “(One|Two|Three|Four)”,? ){3}and others\./);
});

test('an old version whose photos were deleted can be read, previewed, restored and published without them', async () => {
  const [cover, inText, gallery] = [
    await makePhoto(payload, 'Cover'),
    await makePhoto(payload, 'In the text'),
    await makePhoto(payload, 'In the gallery'),
  ];
  const upload = { type: 'upload', version: 3, format: '', id: 'u', fields: null, relationTo: 'media', value: inText };
  const content = article('Old text', upload, block('gallery', { images: [gallery] }));
  const { blogId, slug } = await write(call, token, { title: 'Old photos', contentFormat: 'lexical', content });
  await editor('PATCH', `/api/blogs/${blogId}`, { coverImage: cover, seo: { image: cover }, _status: 'published' });
  const { docs } = await payload.findVersions({
    collection: 'blogs',
    where: { parent: { equals: blogId } },
    sort: '-updatedAt',
    limit: 1,
  });
  const version = `/api/blogs/versions/${docs[0]?.id}`;
  const bare = { coverImage: null, seo: { image: null }, content: article('New text'), _status: 'published' };
  expect((await editor('PATCH', `/api/blogs/${blogId}`, bare)).status).toBe(200);
  for (const photo of [cover, inText, gallery])
    expect(await editor('DELETE', `/api/media/${photo}`)).toMatchObject({ status: 200 });

  const read = await editor('GET', `${version}?depth=2`);
  expect(read).toMatchObject({ status: 200, body: { version: { coverImage: null } } });
  expect((await editor('POST', version)).status).toBe(200);
  expect((await editor('GET', `/api/blogs/${blogId}/preview`)).status).toBe(200);
  const saved = await editor('PATCH', `/api/blogs/${blogId}?draft=true`, { excerpt: 'Restored' });
  expect([saved.status, JSON.stringify(saved.body)]).toEqual([200, expect.any(String)]);
  const published = await editor('PATCH', `/api/blogs/${blogId}`, { _status: 'published' });
  expect([published.status, JSON.stringify(published.body)]).toEqual([200, expect.any(String)]);
  const { body } = await call('GET', `/v1/blog/${slug}`);
  expect((body as { content: { html: string } }).content.html).toMatch(/^<p>Old text<\/p>/);
});
