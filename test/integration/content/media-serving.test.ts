import { afterAll, describe, expect, test } from 'vitest';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { createJpeg, createMp4 } from '../../support/media.ts';
import { startBucket } from '../../support/s3.ts';
import { getKey, startMediaSite } from './media-site.ts';

const bucket = await startBucket();
afterAll(bucket.close);
/** A site that has a bucket but no CDN, so the site serves the files itself. */
const { payload, base, upload } = await startMediaSite(bucket.environment);

const jpeg = await createJpeg();
const film = createMp4(100_000);
const photo = `${base}/${getKey((await upload({ bytes: jpeg })).url)}`;
const video = `${base}/${getKey((await upload({ bytes: film })).url)}`;

const readBytes = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('a media file', () => {
  test('is cacheable forever', async () => {
    const response = await fetch(photo);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(jpeg.length),
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect((await readBytes(response)).equals(jpeg)).toBe(true);
    const again = await fetch(photo, { headers: { 'if-none-match': String(response.headers.get('etag')) } });
    expect([again.status, (await readBytes(again)).length]).toEqual([304, 0]);
    const head = await fetch(photo, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(jpeg.length)]);
  });

  test.each([
    ['bytes=0-99', 0, 99],
    ['bytes=100-', 100, film.length - 1],
    ['bytes=-100', film.length - 100, film.length - 1],
    ['bytes=50-999999999', 50, film.length - 1],
  ])('is served in part for %s', async (range, start, end) => {
    const response = await fetch(video, { headers: { range } });
    expect([response.status, response.headers.get('content-range')]).toEqual([
      206,
      `bytes ${start}-${end}/${film.length}`,
    ]);
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect((await readBytes(response)).equals(film.subarray(start, end + 1))).toBe(true);
  });

  test('gets 416 for a range beyond its end, and is served whole for an unsupported range', async () => {
    const beyond = await fetch(video, { headers: { range: `bytes=${film.length}-` } });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${film.length}`]);
    expect(beyond.headers.get('cache-control')).toBeNull();
    const whole: Record<string, string>[] = [
      { range: 'pages=1' },
      { range: 'bytes=0-1,5-9' },
      { range: 'bytes=0-9', 'if-range': '"old"' },
    ];
    for (const headers of whole) {
      expect((await fetch(video, { headers })).status).toBe(200);
    }
    const { headers } = await fetch(video, { method: 'HEAD' });
    const same = await fetch(video, { headers: { range: 'bytes=0-9', 'if-range': String(headers.get('etag')) } });
    expect(same.status).toBe(206);
  });

  test('gets 404 if its path is unknown', async () => {
    await runtimeOf(payload).storage.put('invoices/1.pdf', Buffer.from('secret'), { contentType: 'application/pdf' });
    for (const path of [
      '/media/2026/01/none.jpg',
      '/media',
      '/media/2026',
      '/media/..%2Finvoices/1.pdf',
      '/media/%2e%2e/invoices/1.pdf',
      '/invoices/1.pdf',
      '/media/a%00b',
    ]) {
      const response = await fetch(`${base}${path}`, { headers: { range: 'bytes=0-9', 'if-none-match': '*' } });
      expect(response.status, path).toBe(404);
      expect(response.headers.get('cache-control')).toMatch(/no-store/);
    }
  });
});
