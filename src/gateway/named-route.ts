import type { RequestHandler, Response } from 'express';

/** Names the route for log and metrics. */
export const namedRoute =
  (route: string): RequestHandler =>
  (_req, res, next) => {
    res.locals.route = route;
    next();
  };

/** The name of the route that answers, once one has taken the request. */
export const routeOf = (res: Response): string =>
  typeof res.locals.route === 'string' ? res.locals.route : 'unmatched';
