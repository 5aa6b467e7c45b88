import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test, vi } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { listKeys } from '../../../src/services/content/media/assign-keys.ts';
import {
  deleteOrphanedFiles,
  reserveKeys,
  scheduleDeletion,
} from '../../../src/services/content/media/orphaned-files.ts';
import { createMediaItem } from '../../../src/services/content/media/store-upload.ts';
import { createJpeg, createPng, makeAnimation } from '../../support/media.ts';
import { until } from '../../support/until.ts';
import { startMediaSite } from './media-site.ts';

const site = await startMediaSite();
const { payload, base, editor, send, upload, medium, stored, abandoned, announced } = site;
const { storage } = runtimeOf(payload);
const jpeg = await createJpeg();

/** Lists the keys of all files in the storage. */
async function files(): Promise<string[]> {
  const root = String(site.environment.MEDIA_DIR);
  const found = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}

const expectNoNewFilesAfter = async (work: () => Promise<unknown>) => {
  const before = (await files()).sort();
  await work();
  await until(async () => (await abandoned()).length === 0, 'the abandoned files to be deleted');
  expect((await files()).sort()).toEqual(before);
};

const ageAbandonedFiles = (by = '1 hour') =>
  database(payload).execute(sql`UPDATE abandoned_files SET since = since - ${by}::interval`);
const remove = (id: string) => fetch(`${base}/api/media/${id}`, { method: 'DELETE', headers: editor });

describe('an upload that is rolled back leaves no file if', () => {
  test('its transaction fails later', async () => {
    await expectNoNewFilesAfter(async () => {
      const failing = withTransaction(payload, async (req) => {
        const { url } = await createMediaItem(req, { bytes: await createJpeg({ seed: 2 }), name: 'a.jpg' });
        expect(await stored(String(url))).toBeDefined();
        throw new Error('later');
      });
      await expect(failing).rejects.toThrow('later');
    });
  });

  test('the storage fails halfway', async () => {
    const put = storage.put.bind(storage);
    const failing = vi.spyOn(storage, 'put').mockImplementation(async (key, ...rest) => {
      if (key.includes('-medium')) throw new Error('The disk is full.');
      await put(key, ...rest);
    });
    await expectNoNewFilesAfter(async () => {
      expect((await send('POST', '/v1/uploads', { bytes: await createJpeg({ seed: 3 }) })).status).toBe(500);
    });
    failing.mockRestore();
  });

  test('its fields are refused', async () => {
    await expectNoNewFilesAfter(async () => {
      const fields = { _payload: JSON.stringify({ alt: 'x'.repeat(301) }) };
      expect((await send('POST', '/api/media', { bytes: jpeg, fields })).status).toBe(400);
    });
  });

  test('its database connection is lost', async () => {
    await expectNoNewFilesAfter(async () => {
      const lost = withTransaction(payload, async (req) => {
        await createMediaItem(req, { bytes: await createJpeg({ seed: 4 }), name: 'a.jpg' });
        await database(payload).execute(sql`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND state = 'idle in transaction'`);
      });
      await expect(lost).rejects.toThrow();
    });
  });
});

describe('the sweep of abandoned files', () => {
  const KEY = 'media/2026/01/0190b5a0-0000-7000-8000-000000000001.jpg';
  const put = () => storage.put(KEY, jpeg, { contentType: 'image/jpeg' });

  test('removes files of a killed process after the grace period', async () => {
    await database(payload).execute(sql`INSERT INTO abandoned_files (key) VALUES (${KEY})`);
    await put();
    expect(await deleteOrphanedFiles(payload)).toBe(0);
    expect(await storage.size(KEY)).toBe(jpeg.length);
    await ageAbandonedFiles();
    expect(await deleteOrphanedFiles(payload)).toBe(1);
    expect(await storage.size(KEY)).toBeUndefined();
    expect(await abandoned()).toEqual([]);
  });

  test('keeps files that an open transaction is writing', async () => {
    const since = (text: string) =>
      database(payload).execute(sql.raw(`ALTER TABLE abandoned_files ALTER since SET DEFAULT ${text}`));
    await since("now() - interval '1 hour'");
    await withTransaction(payload, async (req) => {
      await reserveKeys(req, [KEY]);
      await put();
      expect(await abandoned()).toEqual([KEY]);
      expect(await deleteOrphanedFiles(payload)).toBe(0);
    });
    await since('now()');
    expect(await deleteOrphanedFiles(payload)).toBe(0);
    expect(await storage.size(KEY)).toBe(jpeg.length);
    await withTransaction(payload, (req) => scheduleDeletion(req, [KEY]));
    await until(async () => (await storage.size(KEY)) === undefined, 'the file to be deleted');
  });

  test('retries a failed deletion', async () => {
    await put();
    const deleting = vi.spyOn(storage, 'delete').mockRejectedValueOnce(new Error('The bucket is away.'));
    await withTransaction(payload, (req) => scheduleDeletion(req, [KEY]));
    await until(() => deleting.mock.results.length > 0, 'the first attempt to delete the file');
    expect(await storage.size(KEY)).toBe(jpeg.length);
    expect(await deleteOrphanedFiles(payload)).toBe(1);
    expect(await storage.size(KEY)).toBeUndefined();
    deleting.mockRestore();
  });
});

describe('a deleted media document', () => {
  test('leaves no file', async () => {
    await expectNoNewFilesAfter(async () => {
      const { mediaId } = await upload({ bytes: jpeg });
      expect((await remove(mediaId)).status).toBe(200);
    });
  });

  test('leaves no file after a bulk deletion', async () => {
    await expectNoNewFilesAfter(async () => {
      const ids = [(await upload({ bytes: jpeg })).mediaId, (await upload({ bytes: jpeg })).mediaId];
      const where = ids.map((id, n) => `where[id][in][${n}]=${id}`).join('&');
      const response = await fetch(`${base}/api/media?${where}`, { method: 'DELETE', headers: editor });
      expect(response.status).toBe(200);
    });
  });

  test('keeps its files when its deletion is rolled back', async () => {
    const { mediaId, url } = await upload({ bytes: jpeg });
    const failing = withTransaction(payload, async (req) => {
      await payload.delete({ collection: 'media', id: mediaId, req });
      throw new Error('later');
    });
    await expect(failing).rejects.toThrow('later');
    expect(await abandoned()).toEqual([]);
    expect(await stored(url)).toBeDefined();
    expect(await medium(mediaId)).toMatchObject({ url });
  });
});

describe('a new file for a media document', () => {
  test('has a new key, and the old file is kept for 30 days', async () => {
    const { mediaId, url } = await upload({ bytes: jpeg, fields: { alt: 'Same' } });
    const before = await medium(mediaId);
    const { status, body } = await send('PATCH', `/api/media/${mediaId}`, { bytes: await createPng(), name: 'b.png' });
    expect(status, JSON.stringify(body)).toBe(200);
    const after = await medium(mediaId);
    expect(after).toMatchObject({ alt: 'Same', mimeType: 'image/png', originalName: 'b.png' });
    expect(after.url).not.toBe(url);
    expect((await abandoned()).sort()).toEqual(listKeys(before).sort());
    await ageAbandonedFiles('29 days');
    expect(await deleteOrphanedFiles(payload)).toBe(0);
    expect(await stored(url)).toBeDefined();
    await ageAbandonedFiles('2 days');
    expect(await deleteOrphanedFiles(payload)).toBe(listKeys(before).length);
    for (const key of listKeys(before)) expect(await storage.size(key)).toBeUndefined();
    for (const key of listKeys(after)) expect(await storage.size(key)).toBeGreaterThan(0);
    expect(await announced(mediaId)).toHaveLength(2);
  });
});

test('an animation that replaces a photo does not have the photo’s variants', async () => {
  const { mediaId } = await upload({ bytes: await createJpeg({ width: 900 }) });
  expect((await medium(mediaId)).sizes).toMatchObject({ medium: { width: 800 }, thumb: { width: 300 } });
  const bytes = await makeAnimation({ width: 400, height: 200 });
  const { status, body } = await send('PATCH', `/api/media/${mediaId}`, { bytes, name: 'a.webp' });
  expect(status, JSON.stringify(body)).toBe(200);
  const after = await medium(mediaId);
  const none = { filename: null, width: null, height: null, mimeType: null, filesize: null };
  expect(after.sizes).toMatchObject({ large: none, medium: none, thumb: { width: 300, mimeType: 'image/webp' } });
  expect(listKeys(after)).toHaveLength(2);
  await ageAbandonedFiles('31 days');
  expect(await deleteOrphanedFiles(payload)).toBe(4);
});

describe('a media document in use cannot be deleted', () => {
  const refused = async (id: string, detail: RegExp) => {
    const response = await remove(id);
    expect([response.status, await response.text()]).toEqual([400, expect.stringMatching(detail)]);
    const still = await medium(id);
    expect(await stored(String(still.url))).toBeDefined();
    expect(await abandoned()).toEqual([]);
  };
  const paragraph = (...children: object[]) => ({
    root: { type: 'root', direction: null, format: '' as const, indent: 0, version: 1, children },
  });
  const upload1 = async () => (await upload({ bytes: jpeg })).mediaId;

  test('if a product shows it', async () => {
    const mediaId = await upload1();
    await payload.create({
      collection: 'products',
      draft: true,
      data: { title: 'Shaker', slug: 'shaker', category: 'KITCHEN', images: [mediaId] } as never,
    });
    await refused(mediaId, /In use: the product “Shaker”/);
    // A bulk deletion deletes only the media documents that are not in use.
    const other = await upload1();
    const search = new URLSearchParams({ 'where[id][in]': `${mediaId},${other}` });
    const both = await fetch(`${base}/api/media?${search}`, { method: 'DELETE', headers: editor });
    expect([both.status, await both.text()]).toEqual([400, expect.stringMatching(/In use: the product “Shaker”/)]);
    const { docs } = await payload.find({ collection: 'media', where: { id: { in: [mediaId, other] } } });
    expect(docs.map(({ id }) => id)).toEqual([mediaId]);
  });

  test('if a post shows it as cover or in its text', async () => {
    const [cover, within] = [await upload1(), await upload1()];
    const content = paragraph({
      type: 'upload',
      version: 3,
      relationTo: 'media',
      value: within,
      fields: {},
      format: '',
    });
    await payload.create({
      collection: 'blogs',
      draft: true,
      data: { title: 'Post', slug: 'post', coverImage: cover, content } as never,
    });
    await refused(cover, /In use: the post “Post”/);
    await refused(within, /In use: the post “Post”/);
  });
});
