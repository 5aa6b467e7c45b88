import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { sql } from '@payloadcms/db-postgres';
import { describe, expect, test, vi } from 'vitest';
import { database, withTransaction } from '../../../src/database/transaction.ts';
import { domainOf } from '../../../src/domain.ts';
import { abandonFiles, claimFiles, sweepAbandonedFiles } from '../../../src/services/content/media/abandoned-files.ts';
import { createMedium } from '../../../src/services/content/media/create-medium.ts';
import { keysOf } from '../../../src/services/content/media/layout.ts';
import { jpegOf, pngOf } from '../../support/media.ts';
import { until } from '../../support/until.ts';
import { startMediaSite } from './media-site.ts';

const site = await startMediaSite();
const { payload, base, editor, send, upload, medium, stored, abandoned, announced } = site;
const { storage } = domainOf(payload);
const jpeg = await jpegOf();

/** Every file in the storage, by its key. */
async function files(): Promise<string[]> {
  const root = String(site.environment.MEDIA_DIR);
  const found = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((one) => one.isFile()).map((one) => path.relative(root, path.join(one.parentPath, one.name)));
}

const nothingNewAfter = async (work: () => Promise<unknown>) => {
  const before = (await files()).sort();
  await work();
  await until(async () => (await abandoned()).length === 0, 'the abandoned files to go');
  expect((await files()).sort()).toEqual(before);
};

const age = (by = '1 hour') =>
  database(payload).execute(sql`UPDATE abandoned_files SET since = since - ${by}::interval`);
const remove = (id: string) => fetch(`${base}/api/media/${id}`, { method: 'DELETE', headers: editor });

describe('a rolled-back upload leaves no file:', () => {
  test('one whose transaction fails later', async () => {
    await nothingNewAfter(async () => {
      const failing = withTransaction(payload, async (req) => {
        const { url } = await createMedium(req, { bytes: await jpegOf({ seed: 2 }), name: 'a.jpg' });
        expect(await stored(String(url))).toBeDefined();
        throw new Error('later');
      });
      await expect(failing).rejects.toThrow('later');
    });
  });

  test('one that the storage takes half of', async () => {
    const put = storage.put.bind(storage);
    const failing = vi.spyOn(storage, 'put').mockImplementation(async (key, ...rest) => {
      if (key.includes('-medium')) throw new Error('The disk is full.');
      await put(key, ...rest);
    });
    await nothingNewAfter(async () => {
      expect((await send('POST', '/v1/uploads', { bytes: await jpegOf({ seed: 3 }) })).status).toBe(500);
    });
    failing.mockRestore();
  });

  test('one whose fields are refused', async () => {
    await nothingNewAfter(async () => {
      const fields = { _payload: JSON.stringify({ alt: 'x'.repeat(301) }) };
      expect((await send('POST', '/api/media', { bytes: jpeg, fields })).status).toBe(400);
    });
  });

  test('one whose connection is lost', async () => {
    await nothingNewAfter(async () => {
      const lost = withTransaction(payload, async (req) => {
        await createMedium(req, { bytes: await jpegOf({ seed: 4 }), name: 'a.jpg' });
        await database(payload).execute(sql`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND state = 'idle in transaction'`);
      });
      await expect(lost).rejects.toThrow();
    });
  });
});

describe('the sweep', () => {
  const KEY = 'media/2026/01/0190b5a0-0000-7000-8000-000000000001.jpg';
  const put = () => storage.put(KEY, jpeg, { contentType: 'image/jpeg' });

  test('removes what a killed process left, once no upload can still be at it', async () => {
    await database(payload).execute(sql`INSERT INTO abandoned_files (key) VALUES (${KEY})`);
    await put();
    expect(await sweepAbandonedFiles(payload)).toBe(0);
    expect(await storage.size(KEY)).toBe(jpeg.length);
    await age();
    expect(await sweepAbandonedFiles(payload)).toBe(1);
    expect(await storage.size(KEY)).toBeUndefined();
    expect(await abandoned()).toEqual([]);
  });

  test('leaves what a transaction is writing, however long it takes', async () => {
    const since = (text: string) =>
      database(payload).execute(sql.raw(`ALTER TABLE abandoned_files ALTER since SET DEFAULT ${text}`));
    await since("now() - interval '1 hour'");
    await withTransaction(payload, async (req) => {
      await claimFiles(req, [KEY]);
      await put();
      expect(await abandoned()).toEqual([KEY]);
      expect(await sweepAbandonedFiles(payload)).toBe(0);
    });
    await since('now()');
    expect(await sweepAbandonedFiles(payload)).toBe(0);
    expect(await storage.size(KEY)).toBe(jpeg.length);
    await withTransaction(payload, (req) => abandonFiles(req, [KEY]));
    await until(async () => (await storage.size(KEY)) === undefined, 'the file to go');
  });

  test('tries again what the storage refused', async () => {
    await put();
    const deleting = vi.spyOn(storage, 'delete').mockRejectedValueOnce(new Error('The bucket is away.'));
    await withTransaction(payload, (req) => abandonFiles(req, [KEY]));
    await until(() => deleting.mock.results.length > 0, 'the first try');
    expect(await storage.size(KEY)).toBe(jpeg.length);
    expect(await sweepAbandonedFiles(payload)).toBe(1);
    expect(await storage.size(KEY)).toBeUndefined();
    deleting.mockRestore();
  });
});

describe('a deleted medium', () => {
  test('leaves no file', async () => {
    await nothingNewAfter(async () => {
      const { mediaId } = await upload({ bytes: jpeg });
      expect((await remove(mediaId)).status).toBe(200);
    });
  });

  test('leaves none when many are deleted at once', async () => {
    await nothingNewAfter(async () => {
      const ids = [(await upload({ bytes: jpeg })).mediaId, (await upload({ bytes: jpeg })).mediaId];
      const where = ids.map((id, n) => `where[id][in][${n}]=${id}`).join('&');
      const response = await fetch(`${base}/api/media?${where}`, { method: 'DELETE', headers: editor });
      expect(response.status).toBe(200);
    });
  });

  test('keeps its files when the deletion rolls back', async () => {
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

describe('a new file for a medium', () => {
  test('gets a key of its own, and the one before stays as long as copies may lead to it', async () => {
    const { mediaId, url } = await upload({ bytes: jpeg, fields: { alt: 'Same' } });
    const before = await medium(mediaId);
    const { status, body } = await send('PATCH', `/api/media/${mediaId}`, { bytes: await pngOf(), name: 'b.png' });
    expect(status, JSON.stringify(body)).toBe(200);
    const after = await medium(mediaId);
    expect(after).toMatchObject({ alt: 'Same', mimeType: 'image/png', originalName: 'b.png' });
    expect(after.url).not.toBe(url);
    expect((await abandoned()).sort()).toEqual(keysOf(before).sort());
    await age('29 days');
    expect(await sweepAbandonedFiles(payload)).toBe(0);
    expect(await stored(url)).toBeDefined();
    await age('2 days');
    expect(await sweepAbandonedFiles(payload)).toBe(keysOf(before).length);
    for (const key of keysOf(before)) expect(await storage.size(key)).toBeUndefined();
    for (const key of keysOf(after)) expect(await storage.size(key)).toBeGreaterThan(0);
    expect(await announced(mediaId)).toHaveLength(2);
  });
});

describe('a medium that is shown is not deleted:', () => {
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

  test('by a product', async () => {
    const mediaId = await upload1();
    await payload.create({
      collection: 'products',
      draft: true,
      data: { title: 'Shaker', slug: 'shaker', category: 'KITCHEN', images: [mediaId] } as never,
    });
    await refused(mediaId, /In use: the product “Shaker”/);
    // Of many at once, those go that nothing shows.
    const other = await upload1();
    const search = new URLSearchParams({ 'where[id][in]': `${mediaId},${other}` });
    const both = await fetch(`${base}/api/media?${search}`, { method: 'DELETE', headers: editor });
    expect([both.status, await both.text()]).toEqual([400, expect.stringMatching(/In use: the product “Shaker”/)]);
    const { docs } = await payload.find({ collection: 'media', where: { id: { in: [mediaId, other] } } });
    expect(docs.map(({ id }) => id)).toEqual([mediaId]);
  });

  test('as the cover of a post, and within a text', async () => {
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
