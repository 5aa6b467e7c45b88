import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';
import { compressor, ENCODINGS, type Encoding } from '../lib/compress.ts';

/** Caches the encoding for each header value. Browsers send only a few different values, so most headers need no parsing. */
const encodingByHeader = new LRUCache<string, { encoding: Encoding | undefined }>({ max: 100 });
const MAX_CACHED_LENGTH = 100;

/**
 * Returns the content coding that `Accept-Encoding` prefers (RFC 9110 §12.5.3). If the header ranks Brotli and gzip equally, the
 * result is Brotli. Returns undefined if the response should not be compressed.
 */
function acceptedEncoding(header: string | undefined): Encoding | undefined {
  if (!header) return undefined;
  const cached = encodingByHeader.get(header);
  if (cached) return cached.encoding;
  const negotiator = new Negotiator({ headers: { 'accept-encoding': header } });
  const best = negotiator.encoding([...ENCODINGS, 'identity'], { preferred: ENCODINGS });
  const encoding = ENCODINGS.find((each) => each === best);
  if (header.length <= MAX_CACHED_LENGTH) encodingByHeader.set(header, { encoding });
  return encoding;
}

/** Minimum size in bytes of a response that is compressed. Shorter responses fit into one or two packets anyway. */
const MIN_BYTES = 1000;

/** Matches media types of text. Images, videos and PDFs are compressed already. */
const TEXT = /^(?:text\/|application\/(?:[a-z.-]+\+)?(?:json|xml|javascript)\b|image\/svg\+xml)/i;

/** The properties of a response that decide whether it may be compressed. */
type Answer = { status: number; type: string | undefined; bytes: number | undefined };

/**
 * Whether a response may be compressed; caches must then store its forms separately (`Vary`). Only responses to reads may be
 * compressed. A response to a write repeats the data that was sent, and may contain a token or the secret of a payment. The
 * length of a compressed response would reveal such a secret letter by letter (BREACH). `bytes` is undefined if the length
 * is not known.
 */
export function isCompressible({ method }: Pick<IncomingMessage, 'method'>, { status, type, bytes }: Answer): boolean {
  if ((method !== 'GET' && method !== 'HEAD') || status === 206 || status === 304) return false;
  return type !== undefined && (bytes === undefined || bytes >= MIN_BYTES) && TEXT.test(type);
}

/** The content coding that the client prefers among the codings that this server offers. */
export const encodingFor = ({ headers }: Pick<IncomingMessage, 'headers'>): Encoding | undefined =>
  acceptedEncoding(headers['accept-encoding'] as string | undefined);

/** The `Vary` header of a compressible response: the values that are already set, and `Accept-Encoding`. */
export function toVaryHeader(res: ServerResponse): string {
  const current = res.getHeader('Vary');
  return current === undefined ? 'Accept-Encoding' : `${current}, Accept-Encoding`;
}

/**
 * Whether a response is a 304 that replaces a compressible response, and must therefore have the same `Vary` as that response.
 * Only compressible responses have weak ETags.
 */
export const isWeak304 = (status: number, etag: string | null | undefined): boolean =>
  status === 304 && etag?.startsWith('W/') === true;

/**
 * Sends `body`, compressed if there is an `encoding`; a HEAD request gets no body. The headers must be set or sent before. If the
 * client disconnects, no error is thrown.
 * @throws every error of `body`; the connection is then closed, so that the client notices that the body is incomplete
 */
export async function sendStream(
  req: IncomingMessage,
  res: ServerResponse,
  body: Readable,
  encoding?: Encoding,
): Promise<void> {
  if (req.method === 'HEAD') {
    body.destroy();
    res.end();
    return;
  }
  try {
    await (encoding === undefined ? pipeline(body, res) : pipeline(body, compressor(encoding), res));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
