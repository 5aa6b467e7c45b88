import { afterAll, describe, expect, test } from 'vitest';
import { domainOf } from '../../../src/domain.ts';
import { jpegOf, mp4Of } from '../../support/media.ts';
import { startBucket } from '../../support/s3.ts';
import { keyOf, startMediaSite } from './media-site.ts';

const bucket = await startBucket();
afterAll(bucket.close);
/** A bucket without a CDN in front of it: the site reads it itself, as it does a folder. */
const { payload, base, upload } = await startMediaSite(bucket.environment);

const jpeg = await jpegOf();
const film = mp4Of(100_000);
const photo = `${base}/${keyOf((await upload({ bytes: jpeg })).url)}`;
const video = `${base}/${keyOf((await upload({ bytes: film })).url)}`;

const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

describe('a file of the site', () => {
  test('is kept for ever by whoever has it', async () => {
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
    expect((await bytesOf(response)).equals(jpeg)).toBe(true);
    const again = await fetch(photo, { headers: { 'if-none-match': String(response.headers.get('etag')) } });
    expect([again.status, (await bytesOf(again)).length]).toEqual([304, 0]);
    const head = await fetch(photo, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(jpeg.length)]);
  });

  test.each([
    ['bytes=0-99', 0, 99],
    ['bytes=100-', 100, film.length - 1],
    ['bytes=-100', film.length - 100, film.length - 1],
    ['bytes=50-999999999', 50, film.length - 1],
  ])('is given in part: %s', async (range, start, end) => {
    const response = await fetch(video, { headers: { range } });
    expect([response.status, response.headers.get('content-range')]).toEqual([
      206,
      `bytes ${start}-${end}/${film.length}`,
    ]);
    expect(response.headers.get('content-type')).toBe('video/mp4');
    expect((await bytesOf(response)).equals(film.subarray(start, end + 1))).toBe(true);
  });

  test('has no part beyond its end, and is whole for what is no range', async () => {
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

  test('is not found where there is none', async () => {
    await domainOf(payload).storage.put('invoices/1.pdf', Buffer.from('secret'), { contentType: 'application/pdf' });
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
