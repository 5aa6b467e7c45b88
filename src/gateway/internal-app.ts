import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Payload } from 'payload';
import { domainOf } from '../domain.ts';
import { registry } from '../metrics.ts';
import { Problem } from '../problem.ts';
import { readArrivals } from './arrival.ts';
import { correlate } from './correlate.ts';
import type { Endpoint } from './endpoint.ts';
import { mountEndpoints } from './express-mount.ts';
import { mountHealth } from './health-routes.ts';
import { answerErrors, notFound } from './last-resort.ts';
import type { Lifecycle } from './lifecycle.ts';
import { namedRoute } from './named-route.ts';
import { logRequests } from './request-log.ts';

/** What is served on the internal port alone (api.md §9). */
export function createInternalApp(payload: Payload, lifecycle: Lifecycle, endpoints: readonly Endpoint[]): Express {
  const app = express().disable('x-powered-by');
  app.use(readArrivals({ trustedProxies: [], websiteTokens: [] }));
  app.use(correlate, logRequests(payload.logger));
  mountHealth(app, payload, lifecycle);
  app.get('/metrics', namedRoute('/metrics'), async (_req: Request, res: Response) => {
    res.set('Content-Type', registry.contentType).end(await registry.metrics());
  });
  app.use('/internal', namedRoute('/internal'), requireToken(domainOf(payload).internalTokens));
  mountEndpoints(app, payload, endpoints);
  app.use(notFound, answerErrors(payload.logger));
  return app;
}

/** Accepts any of the tokens, so that they can be rotated; compared in constant time. */
function requireToken(tokens: readonly string[]): RequestHandler {
  const digest = (token: string) => createHash('sha256').update(token).digest();
  const accepted = tokens.map(digest);
  return (req, _res, next) => {
    const sent = digest(req.get('x-internal-token') ?? '');
    if (!accepted.some((each) => timingSafeEqual(each, sent))) throw new Problem('unauthenticated');
    next();
  };
}
