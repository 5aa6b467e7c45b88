import type { RequestListener } from 'node:http';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Payload } from 'payload';
import { type AdminTool, mountAdminTool } from './admin-tools.ts';
import { aheadOfExpress } from './ahead-of-express.ts';
import { arrivalReader } from './arrival.ts';
import { correlate } from './correlate.ts';
import { crossOrigin } from './cross-origin.ts';
import { mountDocs } from './docs.ts';
import type { Endpoint } from './endpoint.ts';
import { mountEndpoints } from './express-mount.ts';
import { mountHealth } from './health-routes.ts';
import { answerErrors } from './last-resort.ts';
import type { Lifecycle } from './lifecycle.ts';
import { limitFiles, limitGenerally, limitUnknown, refuseAmbiguousPaths } from './limit-generally.ts';
import { mountMedia } from './media.ts';
import { namedRoute } from './named-route.ts';
import { mountPayloadApi } from './payload-api.ts';
import { logRequests } from './request-log.ts';
import { securityHeaders } from './security-headers.ts';

export type GatewayOptions = {
  /** Origin under which the public reaches this site. */
  publicUrl: string;
  /** Origins of websites that may read answers. */
  corsOrigins: readonly string[];
  /** Addresses and CIDR ranges of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed. */
  trustedProxies: readonly string[];
  /** What the website's own server sends as `X-Website-Token`, to be counted by the visitors that it asks for. */
  websiteTokens: readonly string[];
  /** `api`: `/v1` and its documentation. `admin`: the admin UI. Payload's `/api` goes with either. */
  roles: readonly ('api' | 'admin')[];
  development: boolean;
  endpoints: readonly Endpoint[];
  lifecycle: Lifecycle;
  /** Next's request handler, with the role `admin`. */
  admin?: RequestHandler;
  /** The dashboard of the queues, with the role `admin`. */
  queues?: AdminTool;
};

/** The public web application: everything that a browser, the website or an editor may ask this process for. */
export function createApp(payload: Payload, options: GatewayOptions): RequestListener {
  const app = createExpress(payload, options);
  const { roles, lifecycle } = options;
  const arrive = arrivalReader(options);
  const shortcut = roles.includes('api') ? aheadOfExpress(payload, options) : () => false;
  return (req, res) => {
    arrive(req);
    // Express tells clients to connect elsewhere while this process is ending.
    if (lifecycle.draining || !shortcut(req, res)) app(req, res);
  };
}

function createExpress(payload: Payload, options: GatewayOptions): Express {
  const { roles, lifecycle, endpoints, publicUrl, admin, queues } = options;
  const app = express().disable('x-powered-by').enable('case sensitive routing');
  app.set('trust proxy', options.trustedProxies.length > 0 ? [...options.trustedProxies] : false);

  app.use(correlate, logRequests(payload.logger), closeWhenDraining(lifecycle));
  app.use(securityHeaders(options), crossOrigin(options.corsOrigins));
  app.use(refuseAmbiguousPaths(payload));
  app.use('/readyz', limitGenerally(payload));
  mountHealth(app, payload, lifecycle);
  app.use('/media', limitFiles(payload));
  mountMedia(app, payload);

  if (roles.includes('api')) {
    mountEndpoints(app, payload, endpoints);
    app.use('/v1', namedRoute('/v1'), limitUnknown(payload));
    app.use(['/openapi.json', '/docs'], limitGenerally(payload));
    mountDocs(app, endpoints, publicUrl);
  }
  mountPayloadApi(app, payload, { publicUrl });
  if (admin) app.use('/_next/static', limitFiles(payload), namedRoute('/admin'), keepUrl(admin));
  app.use(['/admin', '/_next'], limitGenerally(payload));
  if (queues) mountAdminTool(app, payload, queues);
  if (admin) app.use(['/admin', '/_next'], namedRoute('/admin'), keepUrl(admin));
  app.get('/', namedRoute('/'), limitGenerally(payload), landing(roles));
  app.use(limitUnknown(payload), answerErrors(payload.logger));
  return app;
}

/** Express takes the mount path off the URL, and Next needs it whole. */
const keepUrl =
  (handler: RequestHandler): RequestHandler =>
  (req, res, next) => {
    req.url = req.originalUrl;
    return handler(req, res, next);
  };

const closeWhenDraining =
  (lifecycle: Lifecycle): RequestHandler =>
  (_req, res, next) => {
    if (lifecycle.draining) res.setHeader('Connection', 'close');
    next();
  };

const landing =
  (roles: GatewayOptions['roles']) =>
  (_req: Request, res: Response): void => {
    if (roles.includes('admin')) res.redirect('/admin');
    else res.json({ name: 'Lomash Wood', documentation: '/docs', openapi: '/openapi.json', health: '/readyz' });
  };
