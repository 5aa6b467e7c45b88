import type { RequestHandler } from 'express';
import { acceptCorrelationId, withCorrelationId } from '../correlation.ts';
import { routeOf } from './named-route.ts';
import { traceRequest } from './trace-request.ts';

/**
 * Gives each request its correlation id: the response carries it, Payload and Next see it as a request header, and
 * whatever runs for the request logs it.
 */
export const correlate: RequestHandler = (req, res, next) => {
  const correlationId = acceptCorrelationId(req.headers['x-correlation-id']);
  req.headers['x-correlation-id'] = correlationId;
  res.setHeader('X-Correlation-Id', correlationId);
  withCorrelationId(correlationId, () => traceRequest(req, res, () => routeOf(res), next));
};
