import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { createForm, createJpeg, createMp4, createPhoneJpeg, createPng, createWebp } from '../../support/media.ts';
import { startBucket } from '../../support/s3.ts';
import { getKey, startMediaSite, type Uploaded } from './media-site.ts';

const bucket = await startBucket();
afterAll(bucket.close);
const CDN = 'https://cdn.lomashwood.example';
const { payload, base, editor, send, upload, medium, stored, abandoned, announced } = await startMediaSite({
  ...bucket.environment,
  CDN_URL: `${CDN}/`,
});

const KEY = /^media\/\d{4}\/\d{2}\/[0-9a-f-]{36}(-(large|medium|thumb))?\.(jpg|png|webp|mp4)$/;
const readSize = async (url: string | undefined) => {
  const { format, width, height } = await sharp(await stored(url)).metadata();
  return { format, width, height };
};

describe('an upload to a bucket', () => {
  test('is stored unchanged with three variants, and emits one event', async () => {
    const bytes = await createJpeg({ width: 2400, height: 1600 });
    const { mediaId, url, variants } = await upload({ bytes, fields: { alt: 'A kitchen' } });
    expect(Object.keys(variants)).toEqual(['original', 'large', 'medium', 'thumb']);
    expect(variants.original).toBe(url);
    for (const each of Object.values(variants)) {
      expect(each.startsWith(`${CDN}/media/`)).toBe(true);
      expect(getKey(each)).toMatch(KEY);
    }
    expect((await stored(url))?.equals(bytes)).toBe(true);
    expect(await readSize(variants.large)).toMatchObject({ width: 1920, height: 1280 });
    expect(await readSize(variants.medium)).toMatchObject({ width: 800, height: 533 });
    expect(await readSize(variants.thumb)).toMatchObject({ width: 300, height: 200 });

    const found = await medium(mediaId);
    expect(found).toMatchObject({
      ...{ alt: 'A kitchen', url, key: getKey(url), mimeType: 'image/jpeg', filesize: bytes.length },
      ...{ width: 2400, height: 1600, focalX: 50, focalY: 50, originalName: 'photo.jpg' },
      thumbnailURL: variants.thumb,
      sizes: { large: { url: variants.large, width: 1920 }, thumb: { url: variants.thumb, width: 300 } },
    });
    expect(Buffer.from(String(found.placeholder), 'base64').length).toBeGreaterThan(10);
    const { key } = found;
    expect(await announced(mediaId)).toEqual([{ mediaId, key, mimeType: 'image/jpeg', sizeBytes: bytes.length }]);
    expect(await abandoned()).toEqual([]);
  });

  test('from the admin UI is handled the same way', async () => {
    const bytes = await createPng();
    const fields = { _payload: JSON.stringify({ alt: 'A door', mimeType: 'text/html', key: 'evil', width: 1 }) };
    const path = '/api/media?depth=0&uploadEdits[focalPoint][x]=20&uploadEdits[focalPoint][y]=80';
    const { status, body } = await send('POST', path, { bytes, name: 'Tür.png', type: 'image/png', fields });
    expect(status).toBe(201);
    const { id, url } = body.doc as { id: string; url: string };
    expect(getKey(url)).toMatch(KEY);
    expect(await medium(id)).toMatchObject({
      ...{ alt: 'A door', mimeType: 'image/png', width: 640, focalX: 20, focalY: 80, originalName: 'Tür.png' },
      key: getKey(url),
    });
    expect((await stored(url))?.equals(bytes)).toBe(true);
    expect(await announced(id)).toHaveLength(1);
  });

  test('has its URLs in REST and GraphQL, even if only few fields are selected', async () => {
    const { mediaId, url, variants } = await upload({ bytes: await createJpeg() });
    const rest = await fetch(`${base}/api/media/${mediaId}?select[url]=true&select[sizes][thumb][url]=true`);
    expect(await rest.json()).toMatchObject({ url, sizes: { thumb: { url: variants.thumb } } });
    const query = `{ Media(id: "${mediaId}") { url thumbnailURL sizes { large { url } } } }`;
    const graph = await fetch(`${base}/api/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const expected = { url, thumbnailURL: variants.thumb, sizes: { large: { url: variants.large } } };
    expect(await graph.json()).toEqual({ data: { Media: expected } });
    const file = await fetch(`${base}/api/media/file/${getKey(variants.thumb).split('/').pop()}`, {
      redirect: 'manual',
    });
    expect([file.status, file.headers.get('location')]).toEqual([302, variants.thumb]);
  });
});

describe('the variants of a photo', () => {
  test('are upright and have no location metadata', async () => {
    const { url, variants, mediaId } = await upload({ bytes: await createPhoneJpeg() });
    expect((await sharp(await stored(url)).metadata()).exif?.length).toBeGreaterThan(0);
    expect(await readSize(variants.large)).toMatchObject({ width: 800, height: 1200 });
    expect(await readSize(variants.thumb)).toMatchObject({ width: 300, height: 450 });
    for (const name of ['large', 'medium', 'thumb']) {
      const { exif, icc, xmp, iptc, orientation } = await sharp(await stored(variants[name])).metadata();
      expect({ exif, icc, xmp, iptc, orientation }).toEqual({});
    }
    expect(await medium(mediaId)).toMatchObject({ width: 800, height: 1200 });
  });

  test('keep the width of a narrower image', async () => {
    const { variants } = await upload({ bytes: await createWebp({ width: 500, height: 400 }), type: 'image/webp' });
    expect(await readSize(variants.large)).toEqual({ format: 'webp', width: 500, height: 400 });
    expect(await readSize(variants.medium)).toEqual({ format: 'webp', width: 500, height: 400 });
    expect(await readSize(variants.thumb)).toEqual({ format: 'webp', width: 300, height: 240 });
  });

  test('are WebP files if WebP is smaller, and otherwise have the format of the original', async () => {
    const photo = await upload({ bytes: await createJpeg({ width: 1000, height: 700 }) });
    expect((await readSize(photo.variants.medium)).format).toBe('webp');
    expect(photo.variants.medium).toMatch(/\.webp$/);
    const plain = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const dot = await upload({ bytes: plain, type: 'image/png' });
    const { format } = await readSize(dot.variants.thumb);
    expect(dot.variants.thumb?.endsWith(format === 'png' ? '.png' : '.webp')).toBe(true);
    // The picture has more pixels in height than WebP allows.
    const strip = await sharp({ create: { width: 20, height: 17_000, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    const { variants } = await upload({ bytes: strip });
    expect(await readSize(variants.thumb)).toEqual({ format: 'jpeg', width: 20, height: 17_000 });
  });

  test('keep transparency, and are made from grey, 16-bit and CMYK images', async () => {
    const canvas = sharp({
      create: { width: 400, height: 300, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.5 } },
    });
    const clear = await upload({ bytes: await canvas.png().toBuffer() });
    expect((await sharp(await stored(clear.variants.thumb)).metadata()).hasAlpha).toBe(true);
    const base8 = await createJpeg();
    const odd = {
      grey: await sharp(base8).greyscale().png().toBuffer(),
      deep: await sharp(base8).toColourspace('rgb16').png().toBuffer(),
      print: await sharp(base8).toColourspace('cmyk').jpeg().toBuffer(),
    };
    for (const [name, bytes] of Object.entries(odd)) {
      const { variants } = await upload({ bytes });
      expect(await sharp(await stored(variants.thumb)).metadata(), name).toMatchObject({ width: 300, space: 'srgb' });
    }
  });
});

describe('a video', () => {
  test('has only its original', async () => {
    const bytes = createMp4();
    const { mediaId, url, variants } = await upload({ bytes, name: 'tour.mp4', type: 'application/octet-stream' });
    expect(variants).toEqual({ original: url });
    expect(getKey(url)).toMatch(/\.mp4$/);
    expect((await stored(url))?.equals(bytes)).toBe(true);
    const found = await medium(mediaId);
    expect(found).toMatchObject({ mimeType: 'video/mp4', width: null, placeholder: null });
    expect(found.sizes?.large?.url ?? null).toBeNull();
  });
});

describe('the same upload with an Idempotency-Key', () => {
  const count = async () => (await payload.count({ collection: 'media' })).totalDocs;

  test('creates one media document, even concurrently', async () => {
    const file = { bytes: await createJpeg({ seed: 5 }), fields: { alt: 'Once' } };
    const headers = { 'idempotency-key': 'once-1' };
    const before = await count();
    const both = await Promise.all([1, 2].map(() => send('POST', '/v1/uploads', file, headers)));
    const again = await send('POST', '/v1/uploads', file, headers);
    expect(await count()).toBe(before + 1);
    expect(again.status).toBe(201);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    for (const { status, body } of both) {
      expect([201, 409]).toContain(status);
      if (status === 201) expect(body).toEqual(again.body);
    }
    expect(await announced((again.body as Uploaded).mediaId)).toHaveLength(1);
    expect(await abandoned()).toEqual([]);
  });

  test('is refused for another file or alt text', async () => {
    const headers = { 'idempotency-key': 'once-2' };
    const bytes = await createJpeg({ seed: 6 });
    expect((await send('POST', '/v1/uploads', { bytes }, headers)).status).toBe(201);
    for (const other of [{ bytes: await createJpeg({ seed: 7 }) }, { bytes, fields: { alt: 'Other' } }]) {
      const { status, body } = await send('POST', '/v1/uploads', other, headers);
      expect([status, body.code]).toEqual([422, 'idempotency_key_reused']);
    }
  });
});

test('an update without a file changes the alt text and focal point, but not the data of the file', async () => {
  const { mediaId, url, variants } = await upload({ bytes: await createJpeg({ seed: 8 }) });
  const response = await fetch(
    `${base}/api/media/${mediaId}?uploadEdits[focalPoint][x]=10&uploadEdits[focalPoint][y]=90`,
    {
      method: 'PATCH',
      headers: { ...editor, 'content-type': 'application/json' },
      body: JSON.stringify({ alt: 'New', mimeType: 'text/html', url: 'https://evil.example', placeholder: 'x' }),
    },
  );
  expect(response.status).toBe(200);
  expect(await medium(mediaId)).toMatchObject({ alt: 'New', url, mimeType: 'image/jpeg', focalX: 10, focalY: 90 });
  expect((await medium(mediaId)).sizes?.thumb?.url).toBe(variants.thumb);
  expect(await announced(mediaId)).toHaveLength(1);
});

test('ten large concurrent images are all accepted', async () => {
  const forms = await Promise.all(
    Array.from({ length: 10 }, async (_, seed) => ({
      bytes: await createJpeg({ width: 1500, height: 1000, seed: seed + 20 }),
    })),
  );
  const answers = await Promise.all(forms.map((form) => send('POST', '/v1/uploads', form)));
  expect(answers.map(({ status }) => status)).toEqual(forms.map(() => 201));
});

test('Payload’s own mount of the endpoint accepts uploads, too', async () => {
  const { handleEndpoints } = await import('payload');
  const bytes = await createJpeg({ seed: 9 });
  const request = new Request('http://localhost:3000/api/v1/uploads', {
    method: 'POST',
    headers: editor,
    body: createForm({ bytes }),
  });
  const response = await handleEndpoints({ config: payload.config, request });
  expect(response.status).toBe(201);
  expect((await stored(((await response.json()) as Uploaded).url))?.equals(bytes)).toBe(true);
});
