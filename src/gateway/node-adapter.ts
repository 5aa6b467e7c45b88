import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Payload } from 'payload';
import { getForm } from '../lib/compress.ts';
import { isPromiseLike, type MaybePromise, whenReady } from '../lib/maybe-promise.ts';
import type { Arrival } from './arrival.ts';
import { encodingFor, isCompressible, isWeak304, sendStream, toVaryHeader } from './compressible.ts';
import { Exchange, type Match, type Outgoing } from './exchange.ts';
import { collectBody, discardBody, readChunks } from './read-body.ts';
import type { HeaderList } from './security-headers.ts';

/** A request of `node:http` to an endpoint. */
export class NodeExchange extends Exchange {
  readonly #req: IncomingMessage;
  readonly #res: ServerResponse;
  readonly #commonHeaders: HeaderList;

  /** @param commonHeaders the headers that every response gets */
  constructor(
    payload: Payload,
    match: Match,
    arrival: Arrival,
    { req, res, commonHeaders }: { req: IncomingMessage; res: ServerResponse; commonHeaders: HeaderList },
  ) {
    super(payload, match, arrival, readSearch(req.url ?? ''));
    this.#req = req;
    this.#res = res;
    this.#commonHeaders = commonHeaders;
  }

  header(name: string): string | undefined {
    return this.#req.headers[name] as string | undefined;
  }

  read(maxBytes: number): MaybePromise<Buffer> {
    return collectBody(this.#req, maxBytes);
  }

  chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
    return readChunks(this.#req);
  }

  finish(outgoing: Outgoing): void {
    try {
      const sending = sendOutgoing(this.#req, this.#res, outgoing, this.#commonHeaders);
      if (isPromiseLike(sending)) sending.then(undefined, (error: unknown) => this.#fail(error));
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(err: unknown): void {
    this.log.error({ err, route: this.endpoint.path }, 'Could not send a response.');
    this.#res.destroy();
  }
}

/** The query string of a URL, without its question mark. */
export function readSearch(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}

/**
 * Sends an endpoint's response with `commonHeaders` and the headers that are already set on `res`. The body is compressed if it
 * is compressible and the client accepts compression. The result is a promise only for a stream, and for a body that has to be
 * compressed first.
 */
export function sendOutgoing(
  req: IncomingMessage,
  res: ServerResponse,
  { status, headers, body }: Outgoing,
  commonHeaders: HeaderList = [],
): MaybePromise<void> {
  if (status >= 400) discardBody(req);
  const streamed = body instanceof Readable;
  const type = headers['Content-Type'];
  const bytes = streamed || body === undefined ? undefined : Buffer.byteLength(body);
  const compressible =
    body !== undefined && isCompressible(req, { status, type, bytes: bytes ?? parseContentLength(headers) });
  const encoding = compressible ? encodingFor(req) : undefined;

  const list = [...commonHeaders];
  for (const name in headers) {
    if (encoding === undefined || name !== 'Content-Length') list.push(name, headers[name] as string);
  }
  if (compressible || isWeak304(status, headers.ETag)) addVary(list, res);
  if (encoding !== undefined) list.push('Content-Encoding', encoding);
  if (streamed) {
    res.writeHead(status, list);
    return sendStream(req, res, body, encoding);
  }
  const form = encoding === undefined ? body : getForm(toBytes(body), encoding);
  return whenReady(form, (sent) => {
    if (sent !== undefined) list.push('Content-Length', String(Buffer.byteLength(sent)));
    res.writeHead(status, list);
    res.end(sent);
  });
}

/** Adds `Accept-Encoding` to the header `Vary`, which is in the list, or set on the response, or missing. */
function addVary(list: string[], res: ServerResponse): void {
  const at = list.indexOf('vary');
  if (at === -1) list.push('Vary', toVaryHeader(res));
  else list[at + 1] += ', Accept-Encoding';
}

const toBytes = (body: string | Uint8Array | undefined): Uint8Array =>
  body instanceof Uint8Array ? body : Buffer.from(body ?? '');

const parseContentLength = ({ 'Content-Length': length }: Record<string, string>): number | undefined =>
  length === undefined ? undefined : Number(length);
