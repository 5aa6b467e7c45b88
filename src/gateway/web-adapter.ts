import { Readable } from 'node:stream';
import type { Endpoint as PayloadEndpoint, PayloadRequest } from 'payload';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { RequestClient } from '../lib/client-address.ts';
import { acceptCorrelationId, correlationIdIfAny, currentClient, withCorrelationId } from '../lib/correlation.ts';
import type { MaybePromise } from '../lib/maybe-promise.ts';
import { Exchange, type Outgoing } from './exchange.ts';
import { collectChunks } from './read-body.ts';
import { advance } from './steps.ts';

/**
 * Sorts endpoints as Payload has to match them: a path with a literal segment comes before a path with a parameter, so that
 * `/:bookingId` does not match `/slots`.
 */
const sortByPath = (endpoints: readonly Endpoint[]): Endpoint[] => {
  const rank = ({ path }: Endpoint) => path.replaceAll(/:[^/]+/g, '\uffff');
  return [...endpoints].sort((a, b) => (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b))));
};

/**
 * Converts endpoints to custom endpoints of Payload, below its API route (`/api/v1/…`), for a host without Express, for
 * example a plain Payload app under Next.js.
 */
export const toPayloadEndpoints = (endpoints: readonly Endpoint[]): PayloadEndpoint[] =>
  sortByPath(endpoints).map((endpoint) => ({
    method: endpoint.method,
    path: endpoint.path,
    handler: (req) => {
      const correlationId = correlationIdIfAny() ?? acceptCorrelationId(req.headers.get('x-correlation-id'));
      const client = currentClient(req);
      // A scope of its own, because within it Payload does not handle the request.
      return withCorrelationId(correlationId, () => answer(endpoint, req, client, correlationId));
    },
  }));

const answer = (
  endpoint: Endpoint,
  req: PayloadRequest,
  client: RequestClient,
  correlationId: string,
): Promise<Response> =>
  new Promise((resolve) =>
    advance(
      new WebExchange(endpoint, req, client, (response) => {
        response.headers.set('X-Correlation-Id', correlationId);
        resolve(response);
      }),
    ),
  );

/** A request of the web API to an endpoint. */
class WebExchange extends Exchange {
  readonly #req: PayloadRequest;
  readonly #resolve: (response: Response) => void;

  constructor(endpoint: Endpoint, req: PayloadRequest, client: RequestClient, resolve: (response: Response) => void) {
    const { payload, routeParams: params = {}, search = '' } = req;
    super(payload, { endpoint, params }, client, search.slice(1));
    this.#req = req;
    this.#resolve = resolve;
  }

  header(name: string): string | undefined {
    return this.#req.headers.get(name) ?? undefined;
  }

  read(maxBytes: number): MaybePromise<Buffer> {
    const { body } = this.#req;
    return body ? collectChunks(body as AsyncIterable<Uint8Array>, maxBytes) : Buffer.alloc(0);
  }

  chunks(): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
    return (this.#req.body as AsyncIterable<Uint8Array> | null | undefined) ?? [];
  }

  finish({ status, headers, body }: Outgoing): void {
    const sentHeaders = { ...headers };
    // A location below `/v1` is below Payload's API route here.
    if (sentHeaders.Location?.startsWith('/v1/')) {
      sentHeaders.Location = this.payload.config.routes.api + sentHeaders.Location;
    }
    this.#resolve(new Response(toWebBody(body), { status, headers: sentHeaders }));
  }
}

function toWebBody(body: Outgoing['body']): BodyInit | undefined {
  if (body instanceof Readable) return Readable.toWeb(body) as ReadableStream;
  return typeof body === 'string' ? body : body && Uint8Array.from(body);
}
