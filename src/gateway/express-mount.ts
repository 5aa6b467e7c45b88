import type { Express, Request, RequestHandler, Response } from 'express';
import type { Payload } from 'payload';
import { Problem } from '../problem.ts';
import { arrivalOf } from './arrival.ts';
import type { Endpoint } from './endpoint.ts';
import { countGenerally } from './general-limit.ts';
import { incomingOf, send } from './node-request.ts';
import { allowedMethods, routesOf } from './route-order.ts';
import { runEndpoint } from './run-endpoint.ts';

/** Mounts `endpoints` under Express at their own paths; another method on such a path is 405 with `Allow`. */
export function mountEndpoints(app: Express, payload: Payload, endpoints: readonly Endpoint[]): void {
  for (const route of routesOf(endpoints)) {
    for (const endpoint of route.endpoints) app[endpoint.method](route.path, answering(payload, endpoint));
    const Allow = allowedMethods(route.endpoints);
    app.options(route.path, (_req: Request, res: Response) => {
      res.locals.route = route.path;
      res.status(204).set({ Allow }).end();
    });
    app.all(route.path, async (req: Request, res: Response) => {
      res.locals.route = route.path;
      res.set(await countGenerally(payload, arrivalOf(req)));
      throw new Problem('method_not_allowed', undefined, { headers: { Allow } });
    });
  }
}

const answering =
  (payload: Payload, endpoint: Endpoint): RequestHandler =>
  async (req, res) => {
    res.locals.route = endpoint.path;
    const incoming = incomingOf(req, { url: req.originalUrl, params: req.params, visitor: arrivalOf(req) });
    await send(req, res, await runEndpoint(payload, endpoint, incoming));
  };
