import type { RequestHandler } from 'express';

/** Names the route for log and metrics. */
export const namedRoute =
  (route: string): RequestHandler =>
  (_req, res, next) => {
    res.locals.route = route;
    next();
  };
