import type { RequestHandler } from 'express';
import { acceptCorrelationId, withCorrelationId } from '../correlation.ts';

/**
 * Gives each request its correlation id: the response carries it, Payload and Next see it as a request header, and
 * whatever runs for the request logs it.
 */
export const correlate: RequestHandler = (req, res, next) => {
  const correlationId = acceptCorrelationId(req.headers['x-correlation-id']);
  req.headers['x-correlation-id'] = correlationId;
  res.setHeader('X-Correlation-Id', correlationId);
  withCorrelationId(correlationId, next);
};
