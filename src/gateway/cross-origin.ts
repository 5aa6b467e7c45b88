import cors from 'cors';
import type { RequestHandler } from 'express';
import { fixedHeaders, type HeaderList } from './fixed-headers.ts';

const EXPOSED = ['X-Correlation-Id', 'RateLimit', 'RateLimit-Policy', 'Retry-After', 'ETag', 'Idempotent-Replayed'];
const ALLOWED = ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'X-Correlation-Id'];

/**
 * Lets the listed origins read answers, without cookies: the website signs in with bearer tokens. Other origins get no
 * CORS headers, so browsers keep answers from them.
 */
export function crossOrigin(origins: readonly string[]): RequestHandler {
  const allow = allowing(origins);
  return (req, res, next) => {
    if (req.method !== 'OPTIONS') return allow(req, res, next);
    if (req.headers['access-control-request-method'] === undefined) return next();
    res.locals.route = 'preflight';
    allow(req, res, next);
  };
}

/** The headers that {@link crossOrigin} gives to an answer, by the `Origin` of its request, behind `others`. */
export function crossOriginHeaders(
  origins: readonly string[],
  others: HeaderList,
): (origin: string | undefined) => HeaderList {
  const allow = allowing(origins);
  const forOthers = [...others, ...fixedHeaders(allow)];
  const forOrigin = new Map(origins.map((origin) => [origin, [...others, ...fixedHeaders(allow, { origin })]]));
  return (origin) => (origin === undefined ? forOthers : (forOrigin.get(origin) ?? forOthers));
}

const allowing = (origins: readonly string[]): RequestHandler =>
  cors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ALLOWED,
    exposedHeaders: EXPOSED,
    maxAge: 600,
  });
