import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import { type BrotliOptions, brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';

/** The content codings that this server offers, the preferred one first. */
export const ENCODINGS = ['br', 'gzip'] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** Compression levels. At these levels a megabyte of JSON takes about 10 ms, on a thread of libuv's pool. */
const GZIP_LEVEL = 4;
const BROTLI_QUALITY = 4;

const brotliOptions: BrotliOptions = {
  params: {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
  },
};

const asBrotli = promisify<Uint8Array, BrotliOptions, Buffer>(brotliCompress);
const asGzip = promisify<Uint8Array, { level: number }, Buffer>(gzip);

/** Compresses `bytes` without blocking the event loop. */
export const compress = (bytes: Uint8Array, encoding: Encoding): Promise<Buffer> =>
  encoding === 'br' ? asBrotli(bytes, brotliOptions) : asGzip(bytes, { level: GZIP_LEVEL });

/** Creates a stream that compresses chunk by chunk. */
export const compressor = (encoding: Encoding): Transform =>
  encoding === 'br' ? createBrotliCompress(brotliOptions) : createGzip({ level: GZIP_LEVEL });

type Forms = {
  compressed: Map<Encoding, Buffer>;
  pending: Map<Encoding, Promise<Buffer>>;
  onGrow: (bytes: number) => void;
};

const formsByBody = new WeakMap<Uint8Array, Forms>();

/**
 * Marks `body` as a body of several responses: each compressed form of it is computed once, and cached as long as `body` itself
 * is in memory.
 * @param onGrow called with the total bytes of the compressed forms whenever a form is added
 */
export function cacheForms(body: Uint8Array, onGrow: (bytes: number) => void = () => {}): void {
  formsByBody.set(body, { compressed: new Map(), pending: new Map(), onGrow });
}

/** Returns a compressed form of `body`: the bytes if the form is cached, else a promise of them. */
export function getForm(body: Uint8Array, encoding: Encoding): Buffer | Promise<Buffer> {
  const forms = formsByBody.get(body);
  if (!forms) return compress(body, encoding);
  return forms.compressed.get(encoding) ?? forms.pending.get(encoding) ?? compressOnce(body, encoding, forms);
}

function compressOnce(body: Uint8Array, encoding: Encoding, { compressed, pending, onGrow }: Forms): Promise<Buffer> {
  const form = compress(body, encoding)
    .then((bytes) => {
      compressed.set(encoding, bytes);
      onGrow([...compressed.values()].reduce((sum, { length }) => sum + length, 0));
      return bytes;
    })
    .finally(() => pending.delete(encoding));
  pending.set(encoding, form);
  return form;
}
