import { expect, test } from 'vitest';
import { makePhoto, makeProduct } from '../../support/catalogue.ts';
import { staffTokens, startGateway } from '../../support/gateway.ts';
import { article, write } from '../content/blog-support.ts';
import { block, linkTo } from './places.ts';

const { payload, call } = await startGateway();
const { 'content-manager': token } = await staffTokens(payload);

const editor = (method: string, path: string, body?: object) => call(method, path, { token, body });
const trash = (id: string) => editor('PATCH', `/api/products/${id}`, { deletedAt: new Date().toISOString() });

test('a post whose link leads to a deleted post is edited and withdrawn, and published again', async () => {
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

test('a product whose text mentions one in the trash has its price and stock changed, also by a price list', async () => {
  const t = await makeProduct(payload);
  const text = article('x', block('productTeaser', { product: t.id }));
  const h = await makeProduct(payload, { description: text as never });
  expect((await trash(t.id)).status).toBe(200);
  expect(await editor('PATCH', `/api/products/${h.id}`, { price: 500, stock: 7 })).toMatchObject({ status: 200 });
  const changes = [{ productId: h.id, from: 500, to: 600 }];
  expect(await editor('POST', '/api/desk/price-list/apply', { changes })).toMatchObject({ status: 200 });
  // It is shown again once it is back.
  expect((await editor('PATCH', `/api/products/${t.id}?trash=true`, { deletedAt: null })).status).toBe(200);
  const { body } = await call('GET', `/v1/products/${h.slug}`);
  expect((body as { description: { html: string } }).description.html).toContain(String(t.title));
});

test('the photo of what was begun on a published post is not deleted, and the post is published with it', async () => {
  const { blogId, slug } = await write(call, token, { title: 'Photo of a draft' });
  const photo = await makePhoto(payload, 'Draft');
  await editor('PATCH', `/api/blogs/${blogId}?draft=true&autosave=true`, { coverImage: photo, _status: 'draft' });
  const refused = await editor('DELETE', `/api/media/${photo}`);
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    400,
    expect.stringContaining('In use: the post “Photo of a draft”. Take it out there first.'),
  ]);
  expect((await editor('PATCH', `/api/blogs/${blogId}`, { _status: 'published' })).status).toBe(200);
  expect((await call('GET', `/v1/blog/${slug}`)).body).toMatchObject({ cover: { alt: 'Draft' } });
  await editor('PATCH', `/api/blogs/${blogId}`, { coverImage: null, _status: 'published' });
  expect((await editor('DELETE', `/api/media/${photo}`)).status, 'older versions hold nothing').toBe(200);
});

test('a refusal names three users, and that there are more', async () => {
  const photo = await makePhoto(payload, 'Everywhere');
  for (const title of ['One', 'Two', 'Three', 'Four']) await makeProduct(payload, { title, images: [photo] });
  const { body } = await editor('DELETE', `/api/media/${photo}`);
  expect(JSON.stringify(body)).toMatch(/In use: (the product “(One|Two|Three|Four)”,? ){3}and others\./);
});
