import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Payload } from 'payload';
import type { RateLimit } from '../endpoints/endpoint.ts';
import { withCorrelationId } from '../lib/correlation.ts';
import { Problem } from '../lib/problem.ts';
import { type Arrival, type ArrivalOptions, createArrivalReader, type Lifecycle } from './arrival.ts';
import type { Match } from './exchange.ts';
import { NodeExchange } from './node-adapter.ts';
import { logRequest, traceRequest } from './request-log.ts';
import { defineRefusal, type Router } from './router.ts';
import type { CommonHeaders, HeaderList } from './security-headers.ts';
import { advance } from './steps.ts';

export type ListenerOptions = Partial<ArrivalOptions> & {
  payload: Payload;
  /** Finds the endpoint of a request. */
  find: Router;
  /** The limit of requests that are refused because nothing has their path: the general limit by default. */
  refusalLimit?: RateLimit | null;
  lifecycle?: Lifecycle;
  /** The headers of every response; none by default. */
  headers?: CommonHeaders;
  /** Handles requests without an endpoint. Without a shell, they are refused. */
  shell?: RequestListener;
};

/**
 * Creates the listener of a port. It does once, for every request, what all requests need: it reads the client and the canonical
 * URL, opens the correlation scope and the span, writes the log line and the metric, and sends the common headers
 * (docs/architecture.md#the-path-of-a-request). The request then goes to its endpoint or to the shell.
 */
export function createListener({
  payload,
  find,
  refusalLimit,
  lifecycle = { draining: false },
  headers,
  shell,
  trustedProxies = [],
  websiteTokens = [],
}: ListenerOptions): RequestListener {
  const readArrival = createArrivalReader({ trustedProxies, websiteTokens });
  const unknown: Match = {
    endpoint: defineRefusal('unmatched', () => new Problem('not_found'), refusalLimit),
    params: {},
  };

  const withRequestHeaders = (common: HeaderList | undefined, { correlationId }: Arrival): HeaderList => {
    const list = ['X-Correlation-Id', correlationId];
    if (lifecycle.draining) list.push('Connection', 'close');
    return common ? common.concat(list) : list;
  };

  const serve = (req: IncomingMessage, res: ServerResponse, arrival: Arrival): void => {
    const { origin } = req.headers;
    if (headers && isPreflight(req)) {
      arrival.route = 'preflight';
      res.writeHead(204, [...withRequestHeaders(headers.forPreflight(origin), arrival)]).end();
      return;
    }
    const found = arrival.url === undefined ? unknown : find(req, arrival.url);
    const match = shell ? found : (found ?? unknown);
    if (match) {
      arrival.route = match.endpoint.path;
      const commonHeaders = withRequestHeaders(headers?.forEndpoint(origin), arrival);
      advance(new NodeExchange(payload, match, arrival, { req, res, commonHeaders }));
      return;
    }
    headers?.setForShell(req, res);
    res.setHeader('X-Correlation-Id', arrival.correlationId);
    if (lifecycle.draining) res.setHeader('Connection', 'close');
    shell?.(req, res);
  };

  return (req, res) => {
    const arrival = readArrival(req);
    logRequest(payload.logger, req, res, arrival);
    withCorrelationId(arrival.correlationId, traceRequest, req, res, arrival, serve);
  };
}

const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
