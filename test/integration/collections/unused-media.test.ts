import { expect, test } from 'vitest';
import { makeProduct } from '../../support/catalogue.ts';
import { startGateway } from '../../support/gateway.ts';
import { createJpeg } from '../../support/media.ts';
import { staffTokens } from '../../support/staff.ts';
import { article, write } from '../content/blog-support.ts';
import { block } from './reference-places.ts';

const { payload, call } = await startGateway();
const tokens = await staffTokens(payload);
const token = tokens['content-manager'];

const ids = async (query: string) => {
  const { status, body } = await call('GET', `/api/media?${query}&depth=0&limit=100&sort=createdAt`, { token });
  expect(status, JSON.stringify(body)).toBe(200);
  return (body as { docs: { id: string }[] }).docs.map(({ id }) => id);
};

test('the filter “unused” finds media that are used nowhere, and no others', async () => {
  const data = await createJpeg({ width: 60, height: 40 });
  const photo = async () => {
    const file = { data, mimetype: 'image/jpeg', name: 'a.jpg', size: data.length };
    return (await payload.create({ collection: 'media', data: { alt: 'A photo' }, file })).id;
  };
  const unused = [await photo(), await photo()];
  const shown: Record<string, string> = {
    ...{ image: await photo(), ofSeo: await photo(), inText: await photo(), inDraftText: await photo() },
    ...{ cover: await photo(), ofDraft: await photo(), ofBrochure: await photo(), ofBrand: await photo() },
  };
  const product = await makeProduct(payload, {
    images: [shown.image as string],
    seo: { image: shown.ofSeo as string },
    description: article('x', block('image', { image: shown.inText })) as never,
  });
  const { blogId } = await write(call, token, { title: 'A post' });
  await payload.update({ collection: 'blogs', id: blogId, data: { coverImage: shown.cover } });
  await call('PATCH', `/api/blogs/${blogId}?draft=true`, {
    token,
    body: {
      ...{ coverImage: shown.ofDraft, _status: 'draft' },
      content: article('x', block('gallery', { images: [shown.inDraftText] })),
    },
  });
  const pdf = Buffer.from('%PDF-1.7\n\ntrailer\n%%EOF\n');
  await payload.create({
    ...{ collection: 'brochures', data: { title: 'B', cover: shown.ofBrochure } },
    file: { data: pdf, name: 'b.pdf', mimetype: 'application/pdf', size: pdf.length },
  });
  await payload.updateGlobal({ slug: 'settings', data: { brand: { logo: shown.ofBrand as string } } });

  expect(await ids('where[unused][equals]=true')).toEqual(unused);
  expect(await ids('where[or][0][and][0][unused][equals]=true')).toEqual(unused);
  expect((await ids('where[unused][equals]=false')).toSorted()).toEqual(Object.values(shown).toSorted());
  expect(await ids('where[unused][equals]=true&where[alt][equals]=none')).toEqual([]);

  await payload.delete({ collection: 'products', id: product.id });
  const { image, ofSeo, inText } = shown;
  expect((await ids('where[unused][equals]=true')).toSorted()).toEqual([...unused, image, ofSeo, inText].toSorted());
});

test('only those who may edit media can use the filter “unused”', async () => {
  for (const other of [undefined, tokens.sales]) {
    expect(await call('GET', '/api/media?where[unused][equals]=true', { token: other })).toMatchObject({ status: 400 });
  }
});
