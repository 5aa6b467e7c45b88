import type { IncomingMessage } from 'node:http';
import { Problem } from '../problem.ts';

/** The cap of JSON bodies (api.md): 1 MiB. */
export const JSON_BYTES = 1_048_576;

/** What a form may have around its file. */
export const FORM_OVERHEAD = 1_048_576;

/** A body that has not been read yet. */
export type BodySource = {
  contentType: string | undefined;
  /** `Content-Encoding`, when sent. */
  encoding: string | undefined;
  /** `Content-Length`, when sent. */
  length: string | undefined;
  chunks: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array> | null;
  /** Reads at most so many bytes of it, where there is a shorter way than by its chunks. */
  read?: (cap: number) => Promise<Buffer>;
};

export const tooLarge = (cap: number) => new Problem('payload_too_large', `At most ${cap} bytes.`);

/** Refuses a body by its `Content-Length` before any of it is read. @throws Problem `payload_too_large` */
export function refuseByLength(length: string | undefined, cap: number): void {
  if (length !== undefined && Number(length) > cap) throw tooLarge(cap);
}

/** The chunks of a request's body. One that has arrived whole, as most have by then, is taken without the cost of an iterator. */
export function chunksOf(req: IncomingMessage): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (!req.complete) return req.iterator({ destroyOnReturn: false });
  const all: Buffer | null = req.read();
  return all ? [all] : [];
}

/**
 * Collects a request's body by its events: an iterator over it takes longer than all else that a small body needs.
 * @throws Problem as {@link readBody}
 */
export function collectBody(req: IncomingMessage, cap: number): Promise<Buffer> {
  if (req.readableEnded) return Promise.resolve(Buffer.alloc(0));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= cap) chunks.push(chunk);
      else {
        req.removeAllListeners('data').pause();
        reject(tooLarge(cap));
      }
    });
    req.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size)));
    req.once('error', (cause) => reject(endedEarly(cause)));
    req.once('close', () => {
      if (!req.complete) reject(endedEarly(undefined));
    });
  });
}

const endedEarly = (cause: unknown) => new Problem('malformed_json', 'The body ended early.', { cause });

/**
 * Reads a body of at most `cap` bytes, and never more: a longer one is refused by its `Content-Length`, or at the chunk
 * that goes beyond.
 * @throws Problem `payload_too_large`, or `malformed_json` when the client went away in the middle.
 */
export async function readBody(source: BodySource, cap: number): Promise<Buffer> {
  refuseByLength(source.length, cap);
  if (source.read) return source.read(cap);
  const stream = source.chunks();
  if (!stream) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.byteLength;
      if (size > cap) throw tooLarge(cap);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw endedEarly(error);
  }
  return Buffer.concat(chunks, size);
}
