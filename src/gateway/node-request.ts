import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Credentials } from './authenticate.ts';
import { discardBody } from './discard-body.ts';
import type { Reply } from './endpoint.ts';
import type { HeaderList } from './fixed-headers.ts';
import { chunksOf, collectBody } from './read-body.ts';
import { type Incoming, JSON_UTF8, NO_STORE, type Outgoing } from './run-endpoint.ts';
import { sendStream } from './send-stream.ts';

type Routed = Pick<Incoming, 'params' | 'visitor' | 'correlationId'> & { url: string };

/** A request of `node:http` as endpoints take it. */
export function incomingOf(req: IncomingMessage, { url, params, visitor, correlationId }: Routed): Incoming {
  const { headers } = req;
  const header = (name: string): string | undefined => headers[name] as string | undefined;
  return {
    credentials: credentialsOf(req),
    header,
    params,
    search: searchOf(url),
    body: {
      contentType: headers['content-type'],
      encoding: headers['content-encoding'],
      length: headers['content-length'],
      chunks: () => chunksOf(req),
      read: (cap) => collectBody(req, cap),
    },
    visitor,
    correlationId,
  };
}

/** What of a request of `node:http` tells who sends it. */
export const credentialsOf = ({ headers }: IncomingMessage): Credentials => ({
  authorization: headers.authorization,
  cookie: headers.cookie,
  origin: headers.origin,
  fetchSite: headers['sec-fetch-site'] as string | undefined,
});

/** The query string of a URL without its question mark. */
export function searchOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}

/** Sends what an endpoint answers, behind the headers that are set already and `more`. */
export async function send(
  req: IncomingMessage,
  res: ServerResponse,
  { status, headers, body }: Outgoing,
  more: HeaderList = [],
): Promise<void> {
  if (status >= 400) discardBody(req);
  const streamed = body instanceof Readable;
  const list = [...more];
  for (const name in headers) list.push(name, headers[name] as string);
  if (!streamed && body !== undefined) list.push('Content-Length', String(Buffer.byteLength(body)));
  res.writeHead(status, list);
  if (streamed) await sendStream(req, res, body);
  else res.end(body);
}

/** Sends a reply that is JSON behind the headers in `more`, without a promise. */
export function sendJson(res: ServerResponse, { status, headers, body }: Reply, more: HeaderList): void {
  const text = JSON.stringify(body);
  const length = String(Buffer.byteLength(text));
  const list = more.concat('Cache-Control', NO_STORE, 'Content-Type', JSON_UTF8, 'Content-Length', length);
  for (const name in headers) list.push(name, headers[name] as string);
  res.writeHead(status, list);
  res.end(text);
}
