import type { IncomingMessage } from 'node:http';
import type { MaybePromise } from '../lib/maybe-promise.ts';
import { Problem } from '../lib/problem.ts';
import type { Source } from './exchange.ts';

/** The maximum size of a JSON body (docs/spec/api.md#caps-and-lists): 1 MiB. */
export const MAX_JSON_BYTES = 1_048_576;

/** The maximum bytes of a form besides its file. */
export const FORM_OVERHEAD_BYTES = 1_048_576;

/** Creates the refusal of a body that exceeds `maxBytes`. */
export const createTooLargeProblem = (maxBytes: number) =>
  new Problem('payload_too_large', `Send at most ${maxBytes} bytes.`);

/** Refuses a body whose `Content-Length` is too large, before reading the body. @throws Problem `payload_too_large` */
export function refuseByLength(source: Pick<Source, 'header'>, maxBytes: number): void {
  const length = source.header('content-length');
  if (length !== undefined && Number(length) > maxBytes) throw createTooLargeProblem(maxBytes);
}

/**
 * Returns the chunks of a request's body. A body that has already arrived completely, as most bodies have, is read without the
 * cost of an iterator.
 */
export function readChunks(req: IncomingMessage): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (!req.complete) return req.iterator({ destroyOnReturn: false });
  const all: Buffer | null = req.read();
  return all ? [all] : [];
}

/**
 * Reads a request's body through its events: an async iterator would cost more than all other work for a small body. A body of
 * known length is complete with its last byte, before the event `end`.
 * @throws Problem as {@link collectChunks} does
 */
export function collectBody(req: IncomingMessage, maxBytes: number): MaybePromise<Buffer> {
  if (req.readableEnded) return Buffer.alloc(0);
  const length = Number(req.headers['content-length']);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        req.removeAllListeners('data').pause();
        reject(createTooLargeProblem(maxBytes));
        return;
      }
      chunks.push(chunk);
      if (size === length) resolve(join(chunks));
    });
    if (!(length > 0)) req.on('end', () => resolve(join(chunks)));
    // If a client disconnects early, this event comes without the event `end`.
    req.on('close', () => {
      if (!req.complete) reject(createEndedEarlyProblem(req.errored));
    });
  });
}

const join = (chunks: readonly Buffer[]): Buffer =>
  chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);

const createEndedEarlyProblem = (cause: unknown) => new Problem('malformed_json', 'The body ended early.', { cause });

/**
 * Reads a body of at most `maxBytes`. A longer body is refused as soon as more bytes have arrived.
 * @throws Problem `payload_too_large`, or `malformed_json` if the client disconnected before the end
 */
export async function collectChunks(stream: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.byteLength;
      if (size > maxBytes) throw createTooLargeProblem(maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw createEndedEarlyProblem(error);
  }
  return Buffer.concat(chunks, size);
}

/** Milliseconds for which the rest of a refused body is read before the connection is closed. */
const LINGER_MS = 1000;
/** Bytes of a refused body that are read before the connection is closed. A fast client sends more than that in the time. */
const LINGER_BYTES = 100 * 1_048_576;

/**
 * Reads and discards the rest of a refused body. If the body has not ended after {@link LINGER_MS} or {@link LINGER_BYTES}, the
 * connection is closed. Closing it at once, with unread data, would reset the connection, and the client would not get the refusal.
 */
export function discardBody(req: IncomingMessage): void {
  if (req.complete || req.destroyed) return;
  const cutTimer = setTimeout(() => req.socket.destroy(), LINGER_MS);
  req.once('close', () => clearTimeout(cutTimer));
  let discarded = 0;
  req.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > LINGER_BYTES) req.socket.destroy();
  });
  req.resume();
}
