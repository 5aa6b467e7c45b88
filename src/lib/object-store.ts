import type { Readable } from 'node:stream';

export type StoredObject = {
  body: Readable;
  contentType: string;
  /** Bytes of the whole object, even if only a range was requested. */
  size: number;
};

export type PutOptions = { contentType: string; cacheControl?: string };

/** First and last byte, both inclusive and within the object. */
export type ByteRange = { start: number; end: number };

/** Stores files in a bucket, or in a folder during development. Keys are paths with `/`, such as `media/2026/02/….jpg`. */
export type ObjectStore = {
  /** Stores `body` under `key`, replacing an existing object. Atomic. */
  put(key: string, body: Buffer | Readable, options: PutOptions): Promise<void>;
  /** The object as a stream, or undefined when there is none. */
  get(key: string, range?: ByteRange): Promise<StoredObject | undefined>;
  /** Bytes of the object, or undefined when there is none. */
  size(key: string): Promise<number | undefined>;
  /** Deletes an object if it exists. */
  delete(key: string): Promise<void>;
};

const SEGMENT = /^(?!\.)[\w.-]{1,200}$/;

/** Whether `key` is valid in every kind of store: a relative path of plain segments, none of them hidden or `..`. */
export const isObjectKey = (key: string): boolean => key.split('/').every((segment) => SEGMENT.test(segment));

/** Refuses a key that this site cannot have created. @throws RangeError if `key` is not valid */
export function assertObjectKey(key: string): void {
  if (!isObjectKey(key)) throw new RangeError(`${JSON.stringify(key)} is not a valid object key.`);
}
