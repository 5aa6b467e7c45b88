import { expect, test } from 'vitest';
import { jpegOf, mp4Of } from '../../support/media.ts';
import { startMediaSite } from '../media/media-site.ts';
import { article, write } from './blog-support.ts';

const { call, upload, editor } = await startMediaSite();
const token = String(editor.authorization).replace('Bearer ', '');

const block = (fields: object) => ({ type: 'block', version: 2, format: '', fields: { id: '65a', ...fields } });

test('a post has its cover, its pictures and its films under their public addresses', async () => {
  const image = await upload({ bytes: await jpegOf(), fields: { alt: 'A "room"' } });
  const film = await upload({ bytes: mp4Of(), name: 'film.mp4', type: 'video/mp4' });
  const content = article(
    'x',
    block({ blockType: 'image', image: image.mediaId, caption: 'The <hall>' }),
    block({ blockType: 'gallery', images: [image.mediaId, image.mediaId] }),
    block({ blockType: 'video', video: film.mediaId }),
    { type: 'upload', version: 3, format: '', id: '65b', relationTo: 'media', value: image.mediaId, fields: null },
  );
  const { slug } = await write(call, token, { content, contentFormat: 'lexical', coverImageId: image.mediaId });
  const { body } = await call('GET', `/v1/blog/${slug}`);
  const cover = { url: image.url, alt: 'A "room"', variants: image.variants };
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
