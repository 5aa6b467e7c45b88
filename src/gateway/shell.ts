import express, { type Express, type RequestHandler } from 'express';
import type { Payload } from 'payload';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { applyFileLimit, applyGeneralLimit, createErrorHandler, nameRoute, refuseUnknownPaths } from './middlewares.ts';
import { type AdminTool, mountAdminTool } from './mount-admin-tool.ts';
import { mountDocs } from './mount-docs.ts';
import { mountMedia } from './mount-media.ts';
import { mountPayloadApi } from './mount-payload-api.ts';

type ShellOptions = {
  publicUrl: string;
  roles: readonly ('api' | 'admin')[];
  /** The endpoints that the documentation describes. */
  endpoints: readonly Endpoint[];
  admin?: RequestHandler;
  queues?: AdminTool;
};

/** Creates the Express application for everything that is not an endpoint: files, documentation, Payload's API and the admin UI. */
export function createShell(payload: Payload, { roles, endpoints, publicUrl, admin, queues }: ShellOptions): Express {
  const app = express().disable('x-powered-by').enable('case sensitive routing');
  app.use('/media', applyFileLimit(payload));
  mountMedia(app, payload);
  if (roles.includes('api')) {
    app.use('/v1', nameRoute('/v1'), refuseUnknownPaths(payload));
    app.use(['/openapi.json', '/docs'], applyGeneralLimit(payload));
    mountDocs(app, endpoints, publicUrl);
  }
  mountPayloadApi(app, payload, { publicUrl });
  if (admin) app.use('/_next/static', applyFileLimit(payload), nameRoute('/admin'), withOriginalUrl(admin));
  app.use(['/admin', '/_next'], applyGeneralLimit(payload));
  if (queues) mountAdminTool(app, payload, queues);
  if (admin) app.use(['/admin', '/_next'], nameRoute('/admin'), withOriginalUrl(admin));
  app.use(refuseUnknownPaths(payload), createErrorHandler(payload.logger));
  return app;
}

/** Restores the full URL for Next, because Express removes the mount path from the URL. */
const withOriginalUrl =
  (handler: RequestHandler): RequestHandler =>
  (req, res, next) => {
    req.url = req.originalUrl;
    return handler(req, res, next);
  };
