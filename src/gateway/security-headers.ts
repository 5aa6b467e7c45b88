import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

type Sources = Record<string, string[]>;

type Site = { publicUrl: string; development: boolean };

const nothing: Sources = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] };

/** Swagger UI from this server alone; it sets inline styles and draws icons from data URLs. */
const docs: Sources = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** Next puts its data into inline scripts, and evaluates code in development; avatars come from elsewhere. */
const admin = (development: boolean): Sources => ({
  'default-src': ["'self'"],
  'script-src': ["'self'", "'unsafe-inline'", ...(development ? ["'unsafe-eval'"] : [])],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:', 'https:'],
  'media-src': ["'self'", 'blob:', 'https:'],
  'font-src': ["'self'", 'data:'],
  'connect-src': ["'self'", ...(development ? ['ws:'] : [])],
  'worker-src': ["'self'", 'blob:'],
  'object-src': ["'none'"],
  'base-uri': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'self'"],
});

/** Sets what `handler` sets, without running its dozen of middlewares for each request: it depends on none of them. */
function once(handler: ReturnType<typeof helmet>): RequestHandler {
  const headers = new Map<string, string>();
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  handler(request, response, () => {
    for (const [name, value] of Object.entries(response.getHeaders())) headers.set(name, String(value));
  });
  return (_req, res, next) => {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  };
}

/** Security headers by part of the site: nothing may run on an API answer, and only what they need on docs and admin. */
export function securityHeaders({ publicUrl, development }: Site): RequestHandler {
  const https = publicUrl.startsWith('https:');
  const handler = (directives: Sources, resourcePolicy: 'same-origin' | 'cross-origin' = 'same-origin') =>
    once(
      helmet({
        contentSecurityPolicy: {
          useDefaults: false,
          directives: https ? { ...directives, 'upgrade-insecure-requests': [] } : directives,
        },
        strictTransportSecurity: https,
        crossOriginResourcePolicy: { policy: resourcePolicy },
      }),
    );
  const forAdmin = handler(admin(development));
  const forDocs = handler(docs);
  // The website, of another origin, reads answers and embeds media of the API.
  const forApi = handler(nothing, 'cross-origin');
  return (req, res, next) => {
    if (/^\/(?:admin|_next)(?:\/|$)/.test(req.path)) forAdmin(req, res, next);
    else if (/^\/docs(?:\/|$)/.test(req.path)) forDocs(req, res, next);
    else forApi(req, res, next);
  };
}
