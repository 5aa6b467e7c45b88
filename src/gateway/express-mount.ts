import { Readable } from 'node:stream';
import type { Express, Request, RequestHandler, Response } from 'express';
import type { Payload } from 'payload';
import { Problem } from '../problem.ts';
import { clientAddress } from './client-address.ts';
import { discardBody } from './discard-body.ts';
import type { Endpoint } from './endpoint.ts';
import { chunksOf } from './read-body.ts';
import { allowedMethods, type Route, routesOf } from './route-order.ts';
import { type Incoming, type Outgoing, recallEndpoint, runEndpoint } from './run-endpoint.ts';
import { sendStream } from './send-stream.ts';

/** Mounts `endpoints` under Express at their own paths; another method on such a path is 405 with `Allow`. */
export function mountEndpoints(app: Express, payload: Payload, endpoints: readonly Endpoint[]): void {
  const routes = routesOf(endpoints);
  app.use(literalRoutes(payload, routes));
  for (const route of routes) {
    for (const endpoint of route.endpoints) app[endpoint.method](route.path, answering(payload, endpoint));
    const Allow = allowedMethods(route.endpoints);
    app.options(route.path, (_req: Request, res: Response) => {
      res.locals.route = route.path;
      res.status(204).set({ Allow }).end();
    });
    app.all(route.path, (_req: Request, res: Response) => {
      res.locals.route = route.path;
      throw new Problem('method_not_allowed', undefined, { headers: { Allow } });
    });
  }
}

const answering =
  (payload: Payload, endpoint: Endpoint): RequestHandler =>
  (req, res) => {
    res.locals.route = endpoint.path;
    const { headers } = req;
    const recalled =
      endpoint.recall &&
      recallEndpoint(payload, endpoint, {
        search: searchOf(req),
        ifNoneMatch: headers['if-none-match'],
        ip: clientAddress(req),
      });
    if (recalled) return send(req, res, recalled);
    return runEndpoint(payload, endpoint, incomingOf(req)).then((answer) => send(req, res, answer));
  };

function searchOf({ originalUrl }: Request): string {
  const start = originalUrl.indexOf('?');
  return start === -1 ? '' : originalUrl.slice(start + 1);
}

/** Finds an endpoint whose path has no parameters at once; Express tries the pattern of every route before it. */
function literalRoutes(payload: Payload, routes: readonly Route[]): RequestHandler {
  const endpoints = routes.flatMap((route) => route.endpoints).filter(({ path }) => !path.includes(':'));
  const handlers = new Map(
    endpoints.map((endpoint) => [`${endpoint.method.toUpperCase()} ${endpoint.path}`, answering(payload, endpoint)]),
  );
  return (req, res, next) => {
    const handler = handlers.get(`${req.method} ${req.path}`);
    return handler ? handler(req, res, next) : next();
  };
}

function incomingOf(req: Request): Incoming {
  const { headers } = req;
  return {
    credentials: {
      authorization: headers.authorization,
      cookie: headers.cookie,
      origin: headers.origin,
      fetchSite: req.get('sec-fetch-site'),
    },
    header: (name) => req.get(name),
    params: req.params,
    search: searchOf(req),
    body: {
      contentType: headers['content-type'],
      encoding: headers['content-encoding'],
      length: headers['content-length'],
      chunks: () => chunksOf(req),
    },
    ip: clientAddress(req),
  };
}

async function send(req: Request, res: Response, { status, headers, body }: Outgoing): Promise<void> {
  if (status >= 400) discardBody(req);
  if (body instanceof Readable) {
    res.writeHead(status, headers);
    await sendStream(req, res, body);
    return;
  }
  res.writeHead(status, { ...headers, ...(body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) }) });
  res.end(body);
}
