import { Readable } from 'node:stream';
import type { Payload, Endpoint as PayloadEndpoint, PayloadRequest } from 'payload';
import { acceptCorrelationId, correlationIdIfAny, withCorrelationId } from '../correlation.ts';
import type { Endpoint } from './endpoint.ts';
import { requestVisitor } from './request-address.ts';
import { routesOf } from './route-order.ts';
import { type Incoming, type Outgoing, runEndpoint } from './run-endpoint.ts';

/**
 * The same endpoints as custom endpoints of Payload, below its API route (`/api/v1/…`): for hosts without Express, such
 * as a plain Payload app under Next.js.
 */
export function payloadEndpoints(endpoints: readonly Endpoint[]): PayloadEndpoint[] {
  return routesOf(endpoints)
    .flatMap((route) => route.endpoints)
    .map((endpoint) => ({
      method: endpoint.method,
      path: endpoint.path,
      handler: (req) => {
        const correlationId = correlationIdIfAny() ?? acceptCorrelationId(req.headers.get('x-correlation-id'));
        return withCorrelationId(correlationId, () => answer(req.payload, endpoint, req, correlationId));
      },
    }));
}

async function answer(payload: Payload, endpoint: Endpoint, req: PayloadRequest, id: string): Promise<Response> {
  const { status, headers, body } = await runEndpoint(payload, endpoint, incomingOf(req));
  const sent: Record<string, string> = { ...headers, 'X-Correlation-Id': id };
  if (sent.Location?.startsWith('/v1/')) sent.Location = payload.config.routes.api + sent.Location;
  return new Response(webBody(body), { status, headers: sent });
}

function webBody(body: Outgoing['body']): BodyInit | undefined {
  if (body instanceof Readable) return Readable.toWeb(body) as ReadableStream;
  return typeof body === 'string' ? body : body && Uint8Array.from(body);
}

function incomingOf(req: PayloadRequest): Incoming {
  const header = (name: string) => req.headers.get(name) ?? undefined;
  return {
    credentials: {
      authorization: header('authorization'),
      cookie: header('cookie'),
      origin: header('origin'),
      fetchSite: header('sec-fetch-site'),
    },
    header,
    params: req.routeParams ?? {},
    search: req.search?.slice(1) ?? '',
    body: {
      contentType: header('content-type'),
      encoding: header('content-encoding'),
      length: header('content-length'),
      chunks: () => (req.body ?? null) as AsyncIterable<Uint8Array> | null,
    },
    visitor: requestVisitor(req),
  };
}
