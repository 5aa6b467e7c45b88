import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express';
import type { Payload } from 'payload';
import type { Logger } from 'pino';
import type { RateLimit } from '../endpoints/endpoint.ts';
import { Problem } from '../lib/problem.ts';
import { getArrival } from './arrival.ts';
import { logFailure, toProblem, toProblemDocument, toProblemHeaders } from './problems.ts';
import { countGeneralRequest, countRequest } from './rate-limit.ts';
import { discardBody } from './read-body.ts';

/** Sets the route's name for logs and metrics, as an Express middleware. */
export const nameRoute =
  (route: string): RequestHandler =>
  (req, _res, next) => {
    getArrival(req).route = route;
    next();
  };

/** The methods of a read-only route (RFC 9110 §10.2.1). */
const Allow = 'GET, HEAD, OPTIONS';

/** Mounts `handlers` for GET and HEAD at `path`. Any other method gets 405 with `Allow`. */
export function mountReadOnly(app: Express, path: string, ...handlers: RequestHandler[]): void {
  app.get(path, ...handlers);
  app.options(path, (_req: Request, res: Response) => {
    res.status(204).set({ Allow }).end();
  });
  app.all(path, () => {
    throw new Problem('method_not_allowed', undefined, { headers: { Allow } });
  });
}

/** Refuses a path that no route handles, with 404. */
export const refuseUnknownPath: RequestHandler = () => {
  throw new Problem('not_found');
};

/** Sends a problem document for any error. If a part of the response was sent already, it closes the connection instead. */
export function createErrorHandler(log: Logger): ErrorRequestHandler {
  return (error, req, res, _next) => {
    const problem = toProblem(error);
    logFailure(log, getArrival(req).route, problem, error);
    if (res.headersSent) {
      res.destroy();
      return;
    }
    discardBody(req);
    res
      .status(problem.status)
      .set(toProblemHeaders(problem))
      .end(JSON.stringify(toProblemDocument(problem)));
  };
}

/**
 * The limit for files. It is separate from the general limit, because a page loads dozens of files at once, and these must not
 * use up the client's limit for API calls.
 */
const FILE_LIMIT: RateLimit = { points: 600, seconds: 60, reserveAhead: true };

/** Applies the general limit to the routes that follow. */
export const applyGeneralLimit =
  (payload: Payload): RequestHandler =>
  async (req, res, next) => {
    res.set(await countGeneralRequest(payload, getArrival(req)));
    next();
  };

/** Applies the limit for files to the routes that follow. */
export const applyFileLimit =
  (payload: Payload): RequestHandler =>
  async (req, res, next) => {
    const { ip, unlimited } = getArrival(req);
    if (!unlimited) res.set(await countRequest(payload, 'files', FILE_LIMIT, ip));
    next();
  };

/**
 * Refuses requests that no route has handled, with 404. It counts a request against the general limit unless another limit has
 * counted it already, so that probing for paths is limited too.
 */
export const refuseUnknownPaths =
  (payload: Payload): RequestHandler =>
  async (req, res) => {
    if (!res.hasHeader('RateLimit')) res.set(await countGeneralRequest(payload, getArrival(req)));
    throw new Problem('not_found');
  };
