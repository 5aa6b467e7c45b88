import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lookup } from 'mime-types';
import { assertObjectKey, isObjectKey, type ObjectStore } from './object-store.ts';

const UNFINISHED = '.part';

/**
 * Objects as files below `folder`, for one machine. A file is written beside its place and renamed, so nobody sees half of
 * one. The type of an object is told by the extension of its key; nothing else is kept of {@link PutOptions}.
 */
export function diskStore(folder: string): ObjectStore {
  const root = path.resolve(folder);
  const fileOf = (key: string) => path.join(root, ...key.split('/'));

  return {
    put: async (key, body) => {
      assertObjectKey(key);
      const file = fileOf(key);
      await mkdir(path.dirname(file), { recursive: true });
      const unfinished = `${file}.${randomUUID()}${UNFINISHED}`;
      try {
        const handle = await open(unfinished, 'wx');
        try {
          await writeFile(handle, body);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(unfinished, file);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    get: async (key, range) => {
      const size = await sizeOf(key);
      if (size === undefined) return undefined;
      const contentType = lookup(key) || 'application/octet-stream';
      return { body: createReadStream(fileOf(key), range), contentType, size };
    },
    size: sizeOf,
    delete: async (key) => {
      assertObjectKey(key);
      const file = fileOf(key);
      // What a killed process left unfinished goes too.
      const leftovers = (await namesIn(path.dirname(file))).filter(
        (name) => name.startsWith(`${path.basename(file)}.`) && name.endsWith(UNFINISHED),
      );
      const files = [file, ...leftovers.map((name) => path.join(path.dirname(file), name))];
      await Promise.all(files.map((each) => rm(each, { force: true })));
    },
  };

  async function sizeOf(key: string): Promise<number | undefined> {
    if (!isObjectKey(key)) return undefined;
    const found = await unlessMissing(stat(fileOf(key)));
    return found?.isFile() ? found.size : undefined;
  }
}

const namesIn = async (folder: string): Promise<string[]> => (await unlessMissing(readdir(folder))) ?? [];

async function unlessMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
