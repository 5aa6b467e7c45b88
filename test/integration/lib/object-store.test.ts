import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from 'vitest';
import type { ObjectStore } from '../../../src/lib/object-store.ts';
import { createDiskStore, openStorage } from '../../../src/storage/open-storage.ts';
import { startBucket } from '../../support/s3.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'lomash-disk-'));
const bucket = await startBucket();
afterAll(async () => {
  await bucket.close();
  await rm(folder, { recursive: true, force: true });
});

const stores: [string, ObjectStore][] = [
  ['a folder', openStorage({ MEDIA_DIR: folder })],
  ['a bucket', openStorage(bucket.environment)],
];

const jpeg = { contentType: 'image/jpeg', cacheControl: 'public, max-age=31536000, immutable' };
const KEY = 'media/2026/02/0190b5a0-0000-7000-8000-000000000001.jpg';

describe.each(stores)('an object store in %s', (_name, store) => {
  test('returns the stored bytes and type, whole or in part', async () => {
    const bytes = randomBytes(300_000);
    await store.put(KEY, bytes, jpeg);
    const whole = await store.get(KEY);
    expect(whole).toMatchObject({ contentType: 'image/jpeg', size: bytes.length });
    expect((await buffer(whole?.body as Readable)).equals(bytes)).toBe(true);
    const part = await store.get(KEY, { start: 1000, end: 1999 });
    expect(part?.size).toBe(bytes.length);
    expect((await buffer(part?.body as Readable)).equals(bytes.subarray(1000, 2000))).toBe(true);
    expect(await store.size(KEY)).toBe(bytes.length);
  });

  test('stores a stream of any length', async () => {
    const chunks = Array.from({ length: 120 }, () => randomBytes(65_536));
    await store.put('documents/streamed.pdf', Readable.from(chunks), { contentType: 'application/pdf' });
    const found = await store.get('documents/streamed.pdf');
    expect(found).toMatchObject({ contentType: 'application/pdf', size: 120 * 65_536 });
    expect((await buffer(found?.body as Readable)).equals(Buffer.concat(chunks))).toBe(true);
  });

  test('replaces an existing object', async () => {
    await store.put('sitemap.xml', Buffer.from('a longer text'), { contentType: 'application/xml' });
    await store.put('sitemap.xml', Buffer.from('short'), { contentType: 'application/xml' });
    expect((await buffer((await store.get('sitemap.xml'))?.body as Readable)).toString()).toBe('short');
  });

  test('stores nothing of a stream that fails', async () => {
    const broken = Readable.from(
      (function* () {
        yield randomBytes(1000);
        throw new Error('gone');
      })(),
    );
    await expect(store.put('broken.pdf', broken, { contentType: 'application/pdf' })).rejects.toThrow('gone');
    expect(await store.get('broken.pdf')).toBeUndefined();
  });

  test('deletes an object, and does not fail if it is already deleted', async () => {
    await store.put('gone.jpg', Buffer.from('x'), jpeg);
    await store.delete('gone.jpg');
    await store.delete('gone.jpg');
    expect(await store.get('gone.jpg')).toBeUndefined();
    expect(await store.size('gone.jpg')).toBeUndefined();
  });

  test.each(['../outside.jpg', '/etc/passwd', 'media/../../x', 'media//x', '.hidden', 'a\\b', 'a\0b', ''])(
    'refuses the key %j',
    async (key) => {
      await expect(store.put(key, Buffer.from('x'), jpeg)).rejects.toThrow(RangeError);
      await expect(store.delete(key)).rejects.toThrow(RangeError);
      expect(await store.get(key)).toBeUndefined();
      expect(await store.size(key)).toBeUndefined();
    },
  );
});

test('a folder is not an object, and partial files of a killed process are deleted together with their key', async () => {
  const own = path.join(folder, 'own');
  const store = createDiskStore(own);
  await store.put('media/a.jpg', Buffer.from('x'), jpeg);
  expect(await store.get('media')).toBeUndefined();
  await writeFile(path.join(own, 'media', 'a.jpg.1234.part'), 'half');
  await store.delete('media/a.jpg');
  expect(await readdir(path.join(own, 'media'))).toEqual([]);
});
