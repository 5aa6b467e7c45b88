import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { truncateAddress } from '../lib/client-address.ts';
import { httpRequestDuration } from '../lib/metrics.ts';
import { getTracing } from '../lib/tracing.ts';
import type { Arrival } from './arrival.ts';

type Handle = (req: IncomingMessage, res: ServerResponse, arrival: Arrival) => void;

/** Runs `handle` in the span of a request. The span ends when the response is closed. */
export function traceRequest(req: IncomingMessage, res: ServerResponse, arrival: Arrival, handle: Handle): void {
  const { method = '', headers } = req;
  const trace = getTracing();
  if (!trace) {
    handle(req, res, arrival);
    return;
  }
  const parent = headers.traceparent as string | undefined;
  const attributes = { 'http.request.method': method };
  trace.run(method, { kind: 'server', attributes, parent }, (span) => {
    res.once('close', () => {
      span.rename(`${method} ${arrival.route}`);
      span.set({ 'http.route': arrival.route, 'http.response.status_code': res.statusCode });
      span.end(res.statusCode >= 500 ? new Error('Failed') : undefined);
    });
    handle(req, res, arrival);
  });
}

/**
 * Routes that are polled by monitoring, or called on every page view. Their many log lines would hide all other lines, so
 * successful requests are logged at debug level.
 */
const QUIET_ROUTES = new Set([
  ...['/healthz', '/livez', '/readyz', '/metrics'],
  ...['/v1/analytics/track', '/v1/analytics/batch'],
]);

/**
 * Records the duration of a request until its response is closed, and logs one line with a truncated address. If the response
 * was not sent completely, the status in the log is 499.
 */
export function logRequest(log: Logger, { method = '' }: IncomingMessage, res: ServerResponse, arrival: Arrival): void {
  const start = performance.now();
  res.on('close', () => {
    const ms = performance.now() - start;
    const { route, ip, correlationId } = arrival;
    const status = res.writableFinished ? res.statusCode : 499;
    httpRequestDuration.observe({ method, route, status }, ms / 1000);
    const level = status < 400 && QUIET_ROUTES.has(route) ? 'debug' : 'info';
    if (!log.isLevelEnabled(level)) return;
    // This listener runs outside the correlation scope.
    const line = { method, route, status, ms: Math.round(ms * 10) / 10, ip: truncateAddress(ip), correlationId };
    log[level](line, 'request');
  });
}
