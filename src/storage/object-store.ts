import type { Readable } from 'node:stream';

export type StoredObject = {
  body: Readable;
  contentType: string;
  /** Bytes of the whole object, also when only a range of it was asked for. */
  size: number;
};

export type PutOptions = { contentType: string; cacheControl?: string };

/** First and last byte, both included and both within the object. */
export type ByteRange = { start: number; end: number };

/** Where files lie that are no rows: a bucket, or a folder on a laptop. Keys are paths with `/`, such as `media/2026/02/….jpg`. */
export type ObjectStore = {
  /** Stores `body` under `key`, in place of what was there. It is there whole or not at all. */
  put(key: string, body: Buffer | Readable, options: PutOptions): Promise<void>;
  /** The object as a stream, or undefined when there is none. */
  get(key: string, range?: ByteRange): Promise<StoredObject | undefined>;
  /** Bytes of the object, or undefined when there is none. */
  size(key: string): Promise<number | undefined>;
  /** Removes an object; one that is not there is no error. */
  delete(key: string): Promise<void>;
};

const SEGMENT = /^(?!\.)[\w.-]{1,200}$/;

/** Whether `key` names an object, in every kind of store: relative, of plain segments, none of them hidden or a way up. */
export const isObjectKey = (key: string): boolean => key.split('/').every((segment) => SEGMENT.test(segment));

/** @throws RangeError when `key` names no object: it was not made by this site. */
export function assertObjectKey(key: string): void {
  if (!isObjectKey(key)) throw new RangeError(`${JSON.stringify(key)} is no key of an object.`);
}
