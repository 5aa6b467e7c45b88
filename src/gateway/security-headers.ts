import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';
import { fixedHeaders, type HeaderList, setHeaders } from './fixed-headers.ts';

type Sources = Record<string, string[]>;

type Site = { publicUrl: string; development: boolean };

const nothing: Sources = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] };

/** Swagger UI and the queues' dashboard from this server alone; they set inline styles and draw icons from data URLs. */
const tools: Sources = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  // The dashboard of the queues names the folder of its files in <base>.
  'base-uri': ["'self'"],
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

/** The website, of another origin, reads and embeds these; what would say something of pages alone is left out. */
const OF_NO_PAGE = {
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
} as const satisfies HelmetOptions;

/** helmet's dozen of middlewares depends on nothing in a request: they run once. */
function headersOf({ publicUrl }: Site, directives: Sources, more: Partial<typeof OF_NO_PAGE> = {}): HeaderList {
  const https = publicUrl.startsWith('https:');
  const handler = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: https ? { ...directives, 'upgrade-insecure-requests': [] } : directives,
    },
    strictTransportSecurity: https,
    ...more,
  });
  return fixedHeaders(handler as RequestHandler);
}

/** The security headers of the API, on whose answers nothing may run (OWASP REST Security Cheat Sheet, Security Headers). */
export const apiSecurityHeaders = (site: Site): HeaderList => headersOf(site, nothing, OF_NO_PAGE);

/** Security headers by part of the site: nothing may run on an API answer, and only what they need on docs and admin. */
export function securityHeaders(site: Site): RequestHandler {
  const forAdmin = headersOf(site, admin(site.development));
  const forTools = headersOf(site, tools);
  const forApi = apiSecurityHeaders(site);
  return (req, res, next) => {
    if (/^\/(?:docs|admin\/queues)(?:\/|$)/.test(req.path)) setHeaders(res, forTools);
    else if (/^\/(?:admin|_next)(?:\/|$)/.test(req.path)) setHeaders(res, forAdmin);
    else setHeaders(res, forApi);
    next();
  };
}
