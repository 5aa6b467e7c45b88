import { Readable, Transform, type TransformCallback } from 'node:stream';
import { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { Request as ExpressRequest, Response as ExpressResponse } from 'express';
import { compress } from '../lib/compress.ts';
import { Problem } from '../lib/problem.ts';
import { encodingFor, isCompressible, isWeak304, sendStream, toVaryHeader } from './compressible.ts';
import {
  collectBody,
  createTooLargeProblem,
  FORM_OVERHEAD_BYTES,
  MAX_JSON_BYTES,
  readChunks,
  refuseByLength,
} from './read-body.ts';

/** The maximum size of a form in bytes: a file of 10 MiB, and 1 MiB for the rest of the form. */
export const MAX_FORM_BYTES = 10 * 1_048_576 + FORM_OVERHEAD_BYTES;

/** Headers that make Payload handle a POST as a GET. */
export const OVERRIDE_HEADERS = ['x-payload-http-method-override', 'x-http-method-override'];

/** A web request. `refusal` returns the problem that occurred while the body was read; undefined if there was none. */
export type WebRequest = { request: Request; refusal: () => Problem | undefined };

/**
 * Converts an Express request to a web request for Payload. Payload itself accepts bodies of any size. Therefore forms are
 * streamed to Payload up to {@link MAX_FORM_BYTES}, and all other bodies are read before the conversion, up to 1 MiB.
 * @param origin the site's own origin. Payload builds links from the URL, so it must not contain the `Host` header of the client
 * @throws Problem `payload_too_large`, or `malformed_json` for JSON that is not an object
 */
export async function toWebRequest(req: ExpressRequest, origin: string, path = req.originalUrl): Promise<WebRequest> {
  const headers = toWebHeaders(req);
  const { method } = req;
  // Payload does not handle HEAD, so it gets a GET, and Node omits the body of the response.
  if (method === 'GET' || method === 'HEAD')
    return toPlainRequest(new Request(origin + path, { method: 'GET', headers }));
  const source = { header: (name: string) => req.get(name) };
  if (req.is('multipart/form-data')) {
    refuseByLength(source, MAX_FORM_BYTES);
    return toStreamedRequest(req, origin + path, headers);
  }
  refuseByLength(source, MAX_JSON_BYTES);
  const bytes = await collectBody(req, MAX_JSON_BYTES);
  if (req.is('json') && bytes.length > 0) assertObject(bytes);
  const body = bytes.length > 0 ? new Uint8Array(bytes) : undefined;
  return toPlainRequest(new Request(origin + path, { method, headers, body }));
}

/**
 * Converts an Express request to one of our own endpoints below Payload's API. The body is passed on unread: the endpoint has its
 * own cap and checks, the same as at `/v1`.
 */
export function toUnreadRequest(req: ExpressRequest, origin: string): Request {
  const headers = toWebHeaders(req);
  // Payload would read the whole body of a POST with such a header, before it finds the endpoint.
  for (const name of OVERRIDE_HEADERS) headers.delete(name);
  const method = req.method === 'HEAD' ? 'GET' : req.method;
  const body = method === 'GET' ? undefined : NodeReadableStream.from(readChunks(req));
  return new Request(origin + req.originalUrl, { method, headers, body, duplex: 'half' } as RequestInit);
}

/** Refuses JSON that is not an object, because Payload destructures every body, even `null`. @throws Problem `malformed_json` */
function assertObject(bytes: Buffer): void {
  if (!bytes.toString('latin1').trimStart().startsWith('{')) throw new Problem('malformed_json', 'Send a JSON object.');
}

const toPlainRequest = (request: Request): WebRequest => ({ request, refusal: () => undefined });

function toStreamedRequest(req: ExpressRequest, url: string, headers: Headers): WebRequest {
  const capped = new ByteCap(MAX_FORM_BYTES);
  req.on('error', (error) => capped.destroy(error));
  const body = Readable.toWeb(req.pipe(capped)) as ReadableStream<Uint8Array>;
  const request = new Request(url, { method: req.method, headers, body, duplex: 'half' } as RequestInit);
  return { request, refusal: () => capped.refusal };
}

/** A stream that passes bytes on. It fails with `refusal` when there are more bytes than the maximum. */
class ByteCap extends Transform {
  refusal: Problem | undefined;
  readonly #cap: number;
  #size = 0;

  constructor(cap: number) {
    super();
    this.#cap = cap;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#size += chunk.length;
    if (this.#size > this.#cap) this.refusal = createTooLargeProblem(this.#cap);
    done(this.refusal ?? null, chunk);
  }
}

function toWebHeaders(req: ExpressRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (typeof value === 'string') headers.set(name, value);
    else for (const each of value ?? []) headers.append(name, each);
  }
  return headers;
}

const JSON_TYPE = /^application\/(?:[a-z.-]+\+)?json\b/;

/**
 * Sends a web response through Express, without its CORS headers, because the gateway sets its own.
 * @param isSafeRead whether this is the response to a read and contains no secrets, so that it may be compressed
 */
export async function sendWebResponse(
  req: ExpressRequest,
  res: ExpressResponse,
  response: Response,
  isSafeRead: boolean,
): Promise<void> {
  const cookies = copyHead(res, response);
  if (!response.body) {
    if (isWeak304(response.status, response.headers.get('etag'))) res.setHeader('Vary', toVaryHeader(res));
    res.end();
    return;
  }
  const type = response.headers.get('content-type') ?? undefined;
  // JSON is collected, because Payload has all of it in memory already.
  const body = type && JSON_TYPE.test(type) ? Buffer.from(await response.arrayBuffer()) : readable(response.body);
  const length = response.headers.get('content-length');
  const bytes = body instanceof Readable ? (length === null ? undefined : Number(length)) : body.length;
  const mayCompress = isSafeRead && cookies === 0 && !response.headers.has('content-encoding');
  const compressible = mayCompress && isCompressible({ method: 'GET' }, { status: response.status, type, bytes });
  const encoding = compressible ? encodingFor(req) : undefined;
  if (compressible) res.setHeader('Vary', toVaryHeader(res));
  if (encoding !== undefined) {
    res.setHeader('Content-Encoding', encoding);
    res.removeHeader('Content-Length');
  }
  if (body instanceof Readable) {
    await sendStream(req, res, body, encoding);
    return;
  }
  const sent = encoding === undefined ? body : await compress(body, encoding);
  res.setHeader('Content-Length', sent.length);
  res.end(sent);
}

/** Copies the status and headers of a response. @returns the number of cookies among the headers */
function copyHead(res: ExpressResponse, response: Response): number {
  res.status(response.status);
  for (const [name, value] of response.headers) {
    if (name === 'vary') res.append('Vary', value);
    else if (name !== 'set-cookie' && !name.startsWith('access-control-')) res.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) res.setHeader('Set-Cookie', cookies);
  return cookies.length;
}

const readable = (body: ReadableStream): Readable => Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
