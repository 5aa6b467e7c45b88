import { Readable } from 'node:stream';
import type { Express, Request, Response } from 'express';
import type { Payload } from 'payload';
import { Problem } from '../problem.ts';
import { clientAddress } from './client-address.ts';
import { discardBody } from './discard-body.ts';
import type { Endpoint } from './endpoint.ts';
import { chunksOf } from './read-body.ts';
import { allowedMethods, routesOf } from './route-order.ts';
import { type Incoming, type Outgoing, runEndpoint } from './run-endpoint.ts';
import { sendStream } from './send-stream.ts';

/** Mounts `endpoints` under Express at their own paths; another method on such a path is 405 with `Allow`. */
export function mountEndpoints(app: Express, payload: Payload, endpoints: readonly Endpoint[]): void {
  for (const route of routesOf(endpoints)) {
    for (const endpoint of route.endpoints) {
      app[endpoint.method](route.path, async (req: Request, res: Response) => {
        res.locals.route = route.path;
        await send(req, res, await runEndpoint(payload, endpoint, incomingOf(req)));
      });
    }
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

function incomingOf(req: Request): Incoming {
  const { headers, originalUrl } = req;
  const start = originalUrl.indexOf('?');
  return {
    credentials: {
      authorization: headers.authorization,
      cookie: headers.cookie,
      origin: headers.origin,
      fetchSite: req.get('sec-fetch-site'),
    },
    idempotencyKey: req.get('idempotency-key'),
    ifNoneMatch: req.get('if-none-match'),
    params: req.params,
    search: start === -1 ? '' : originalUrl.slice(start + 1),
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
