import type { Readable } from 'node:stream';

export type StoredObject = { body: Readable; contentType: string; size: number };

export type PutOptions = { contentType: string; cacheControl?: string };

/** Where files lie that are no rows: a bucket, or a folder on a laptop. Keys are paths with `/`, such as `media/2026/02/….jpg`. */
export type ObjectStore = {
  /** Stores `body` under `key`, in place of what was there. It is there whole or not at all. */
  put(key: string, body: Buffer | Readable, options: PutOptions): Promise<void>;
  /** The object as a stream, or undefined when there is none. */
  get(key: string): Promise<StoredObject | undefined>;
  /** Removes an object; one that is not there is no error. */
  delete(key: string): Promise<void>;
};
