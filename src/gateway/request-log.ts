import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { httpRequests } from '../metrics.ts';
import { arrivalOf } from './arrival.ts';
import { truncatedAddress } from './client-address.ts';
import { routeOf } from './named-route.ts';

/** Asked all the time by machines and by every page that is looked at; they would bury the rest, unless they go wrong. */
const QUIET = new Set(['/healthz', '/readyz', '/metrics', '/v1/analytics/track', '/v1/analytics/batch']);

type Request = {
  ip: string;
  /** The pattern of its route, not its path: paths hold ids and queries hold what people typed. Known at the end. */
  route: () => string;
  /** For requests that do not run under one. */
  correlationId?: string;
};

/** Measures each request and writes one line for it. */
export function logRequests(log: Logger): RequestHandler {
  return (req, res, next) => {
    logRequest(log, req, res, { ip: arrivalOf(req).ip, route: () => routeOf(res) });
    next();
  };
}

/** Measures a request until its answer is out and writes one line for it, with a truncated address. */
export function logRequest(
  log: Logger,
  { method = '' }: IncomingMessage,
  res: ServerResponse,
  { ip, route: routeOfRequest, correlationId }: Request,
): void {
  const start = performance.now();
  res.on('close', () => {
    const ms = performance.now() - start;
    const route = routeOfRequest();
    const status = res.writableFinished ? res.statusCode : 499;
    httpRequests.observe({ method, route, status }, ms / 1000);
    const level = status < 400 && QUIET.has(route) ? 'debug' : 'info';
    if (!log.isLevelEnabled(level)) return;
    const line = { method, route, status, ms: Math.round(ms * 10) / 10, ip: truncatedAddress(ip) };
    log[level](correlationId === undefined ? line : { ...line, correlationId }, 'request');
  });
}
