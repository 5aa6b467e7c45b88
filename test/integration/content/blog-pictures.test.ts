import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createJpeg, createMp4 } from '../../support/media.ts';
import { article, write } from './blog-support.ts';
import { startMediaSite } from './media-site.ts';

const { call, upload, editor, stored } = await startMediaSite();
const token = String(editor.authorization).replace('Bearer ', '');

const block = (fields: object) => ({ type: 'block', version: 2, format: '', fields: { id: '65a', ...fields } });

test('a post contains the public URLs of its cover, images and videos', async () => {
  const image = await upload({ bytes: await createJpeg(), fields: { alt: 'A "room"' } });
  const film = await upload({ bytes: createMp4(), name: 'film.mp4', type: 'video/mp4' });
  const content = article(
    'x',
    block({ blockType: 'image', image: image.mediaId, caption: 'The <hall>' }),
    block({ blockType: 'gallery', images: [image.mediaId, image.mediaId] }),
    block({ blockType: 'video', video: film.mediaId }),
    { type: 'upload', version: 3, format: '', id: '65b', relationTo: 'media', value: image.mediaId, fields: null },
  );
  const { slug } = await write(call, token, { content, contentFormat: 'lexical', coverImageId: image.mediaId });
  const { body } = await call('GET', `/v1/blog/${slug}`);
  const cover = { url: image.url, alt: 'A "room"', variants: image.variants, widths: expect.any(Object) };
  expect(body).toMatchObject({ cover });
  expect((await call('GET', '/v1/blog')).body).toMatchObject({ data: [{ slug, cover }] });
  const { html } = (body as { content: { html: string } }).content;
  expect(html.split(`<img src="${image.url}" srcset="${image.variants.thumb} 300w`)).toHaveLength(5);
  expect(html).toContain(`<video src="${film.url}" controls`);
  expect(html).toContain('alt="A &quot;room&quot;"');
  expect(html).toContain('<figcaption>The &lt;hall&gt;</figcaption>');
  const withFilm = { title: 'Refused', content: 'x', status: 'DRAFT', coverImageId: film.mediaId };
  const refused = await call('POST', '/v1/blog', { token, body: withFilm });
  expect(refused.body).toMatchObject({ code: 'validation_failed', errors: [{ path: 'coverImageId' }] });
});

test.each([
  ['a photo smaller than any variant', 200, [200]],
  ['a photo of 400 pixels', 400, [300, 400]],
  ['a photo of 1,000 pixels', 1000, [300, 800, 1000]],
  ['a large photo', 2500, [300, 800, 1920]],
])('srcset and widths of %s match the files', async (_, width, expected) => {
  const image = await upload({ bytes: await createJpeg({ width, height: 100 }) });
  const content = article('x', block({ blockType: 'image', image: image.mediaId }));
  const { slug } = await write(call, token, { content, contentFormat: 'lexical', coverImageId: image.mediaId });
  const { body } = await call('GET', `/v1/blog/${slug}`);
  const { cover, content: shown } = body as {
    cover: { variants: Record<string, string>; widths: Record<string, number> };
    content: { html: string };
  };
  const readWidth = async (address: string) => (await sharp(await stored(address)).metadata()).width;
  for (const [name, address] of Object.entries(cover.variants))
    expect(cover.widths[name]).toBe(await readWidth(address));
  const srcset =
    /srcset="([^"]+)"/
      .exec(shown.html)?.[1]
      ?.split(', ')
      .map((part) => part.split(' ')) ?? [];
  expect(srcset.map(([, size]) => size)).toEqual(expected.map((pixels) => `${pixels}w`));
  for (const [address = '', size] of srcset) expect(size).toBe(`${await readWidth(address)}w`);
});
