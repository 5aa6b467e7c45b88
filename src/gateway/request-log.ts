import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { httpRequests } from '../metrics.ts';
import { clientAddress, truncatedAddress } from './client-address.ts';

/** Asked every few seconds by machines; they would bury the rest. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Measures each request and writes one line for it: the pattern of its route, not its path, since paths hold ids and
 * queries hold what people typed; and a truncated address.
 */
export function logRequests(log: Logger): RequestHandler {
  return (req, res, next) => {
    const start = process.hrtime.bigint();
    const ip = truncatedAddress(clientAddress(req));
    res.once('close', () => {
      const ms = Number(process.hrtime.bigint() - start) / 1e6;
      const { method } = req;
      const route = routeOf(res);
      const status = res.writableFinished ? res.statusCode : 499;
      httpRequests.observe({ method, route, status }, ms / 1000);
      const level = QUIET.has(route) ? 'debug' : 'info';
      log[level]({ method, route, status, ms: Math.round(ms * 10) / 10, ip }, 'request');
    });
    next();
  };
}

const routeOf = (res: Response): string => (typeof res.locals.route === 'string' ? res.locals.route : 'unmatched');
