import cors from 'cors';
import type { RequestHandler } from 'express';

const EXPOSED = ['X-Correlation-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'ETag', 'Idempotent-Replayed'];
const ALLOWED = ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'X-Correlation-Id'];

/**
 * Lets the listed origins read answers, without cookies: the website signs in with bearer tokens. Other origins get no
 * CORS headers, so browsers keep answers from them.
 */
export function crossOrigin(origins: readonly string[]): RequestHandler {
  const allow = cors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ALLOWED,
    exposedHeaders: EXPOSED,
    maxAge: 600,
  });
  return (req, res, next) => {
    if (req.method !== 'OPTIONS') return allow(req, res, next);
    if (req.headers['access-control-request-method'] === undefined) return next();
    res.locals.route = 'preflight';
    allow(req, res, next);
  };
}
