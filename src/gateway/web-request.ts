import { Readable, Transform, type TransformCallback } from 'node:stream';
import type { Request as ExpressRequest } from 'express';
import { Problem } from '../problem.ts';
import { chunksOf, FORM_OVERHEAD, JSON_BYTES, readBody, refuseByLength, tooLarge } from './read-body.ts';

/** A file of 10 MiB, and the form around it. */
export const FORM_BYTES = 10 * 1_048_576 + FORM_OVERHEAD;

/** A web request, and the refusal that its body ran into while it was read, if any. */
export type WebRequest = { request: Request; refusal: () => Problem | undefined };

/**
 * The web request that Payload takes, made of an Express one. Payload reads bodies of any size: forms are streamed to it
 * and cut at {@link FORM_BYTES}, everything else is read first, 1 MiB at most.
 * @param origin the site's own: Payload builds links from the URL, and the `Host` header is the client's word
 * @throws Problem `payload_too_large`
 */
export async function webRequest(req: ExpressRequest, origin: string, path = req.originalUrl): Promise<WebRequest> {
  const headers = webHeaders(req);
  const { method } = req;
  if (method === 'GET' || method === 'HEAD') return plain(new Request(origin + path, { method, headers }));
  const length = req.headers['content-length'];
  if (req.is('multipart/form-data')) {
    refuseByLength(length, FORM_BYTES);
    return streamed(req, origin + path, headers);
  }
  const { 'content-type': contentType, 'content-encoding': encoding } = req.headers;
  const chunks = () => chunksOf(req);
  const bytes = await readBody({ contentType, encoding, length, chunks }, JSON_BYTES);
  if (req.is('json') && bytes.length > 0) assertObject(bytes);
  const body = bytes.length > 0 ? new Uint8Array(bytes) : undefined;
  return plain(new Request(origin + path, { method, headers, body }));
}

/** Payload takes apart whatever it is sent, `null` too. */
function assertObject(bytes: Buffer): void {
  if (!bytes.toString('latin1').trimStart().startsWith('{')) throw new Problem('malformed_json', 'Send an object.');
}

const plain = (request: Request): WebRequest => ({ request, refusal: () => undefined });

function streamed(req: ExpressRequest, url: string, headers: Headers): WebRequest {
  const capped = new ByteCap(FORM_BYTES);
  req.on('error', (error) => capped.destroy(error));
  const body = Readable.toWeb(req.pipe(capped)) as ReadableStream<Uint8Array>;
  const request = new Request(url, { method: req.method, headers, body, duplex: 'half' } as RequestInit);
  return { request, refusal: () => capped.refusal };
}

/** Passes bytes on until there are too many. */
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
    if (this.#size > this.#cap) this.refusal = tooLarge(this.#cap);
    done(this.refusal ?? null, chunk);
  }
}

function webHeaders(req: ExpressRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (typeof value === 'string') headers.set(name, value);
    else for (const each of value ?? []) headers.append(name, each);
  }
  return headers;
}
