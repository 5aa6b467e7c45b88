import { randomBytes } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import cors from 'cors';
import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';

/** Alternating header names and values, as `writeHead` accepts them. */
export type HeaderList = readonly string[];

/**
 * Returns the headers that `handler` sets on the response to a request with `headers`. Use it only for middlewares whose result
 * depends on nothing else in the request.
 */
function readFixedHeaders(handler: RequestHandler, headers: Record<string, string> = {}, method = 'GET'): HeaderList {
  const request = Object.assign(new IncomingMessage(new Socket()), { method, headers });
  const response = new ServerResponse(request);
  handler(request as Parameters<RequestHandler>[0], response as Parameters<RequestHandler>[1], () => {});
  return Object.entries(response.getHeaders()).flatMap(([name, value]) => [name, String(value)]);
}

function setHeaders(response: ServerResponse, headers: HeaderList): void {
  for (let index = 0; index < headers.length; index += 2)
    response.setHeader(headers[index] as string, headers[index + 1] as string);
}

const EXPOSED_HEADERS = [
  'X-Correlation-Id',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'ETag',
  'Idempotent-Replayed',
];
const ALLOWED_HEADERS = ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-None-Match', 'X-Correlation-Id'];

/** Headers that depend on the `Origin` of a request. */
type HeadersForOrigin = (origin: string | undefined) => HeaderList;

/** Computes the headers for each allowed origin, and for all other requests, once. */
function computeForOrigins(
  origins: readonly string[],
  compute: (requestHeaders: Record<string, string>) => HeaderList,
): HeadersForOrigin {
  const forOthers = compute({});
  const forOrigin = new Map(origins.map((origin) => [origin, compute({ origin })]));
  return (origin) => (origin === undefined ? forOthers : (forOrigin.get(origin) ?? forOthers));
}

/**
 * CORS: pages of the given origins may read responses, but not send cookies, because the website uses bearer tokens. Other
 * origins get no CORS headers, so browsers do not let their pages read responses.
 */
const createCors = (origins: readonly string[]): RequestHandler =>
  cors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ALLOWED_HEADERS,
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: 600,
  });

type Sources = Record<string, string[]>;

type Site = { publicUrl: string; development: boolean };

type AdminSite = Site & {
  /** The URL of uploaded files; only its origin is used. */
  filesUrl: string;
};

const apiPolicy: Sources = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] };

/** The policy of Swagger UI and the queue dashboard. Both load files from this server, inline styles, and icons as data URLs. */
const toolsPolicy: Sources = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  // The queue dashboard has a <base> element with the folder of its files.
  'base-uri': ["'self'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** The placeholder for the nonce in the policy of the admin UI. Each page gets a new nonce. */
const NONCE = '{nonce}';

/** The policy of the admin UI. Next puts data into inline scripts with the page's nonce, and evaluates code in development. */
const adminPolicy = (development: boolean, files: string): Sources => ({
  'default-src': ["'self'"],
  'script-src': ["'self'", `'nonce-${NONCE}'`, ...(development ? ["'unsafe-eval'"] : [])],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:', files],
  'media-src': ["'self'", 'blob:', files],
  'frame-src': ["'self'"],
  'font-src': ["'self'", 'data:'],
  'connect-src': ["'self'", ...(development ? ['ws:'] : [])],
  'worker-src': ["'self'", 'blob:'],
  'object-src': ["'none'"],
  'base-uri': ["'self'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'self'"],
});

/**
 * Options for responses that the website, on another origin, reads and embeds. Headers that only affect pages are left out.
 */
const API_HELMET_OPTIONS = {
  crossOriginResourcePolicy: { policy: 'cross-origin' },
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
} as const satisfies HelmetOptions;

/** Returns the headers of helmet, whose dozen middlewares run only once, because the headers do not depend on the request. */
function buildHeaders(
  { publicUrl }: Site,
  directives: Sources,
  extraOptions: Partial<typeof API_HELMET_OPTIONS> = {},
): HeaderList {
  const https = publicUrl.startsWith('https:');
  const handler = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: https ? { ...directives, 'upgrade-insecure-requests': [] } : directives,
    },
    strictTransportSecurity: https,
    ...extraOptions,
  });
  return readFixedHeaders(handler as RequestHandler);
}

/** The headers of every response of the public port, apart from those of a single request such as its correlation id. */
export type CommonHeaders = {
  /** The headers of an endpoint's response, which may run no code (OWASP REST Security Cheat Sheet, Security Headers). */
  forEndpoint: HeadersForOrigin;
  /** The headers of the response to a CORS preflight. */
  forPreflight: HeadersForOrigin;
  /** Sets the headers of all other responses. The documentation and the admin UI may run only their own code. */
  setForShell: (req: IncomingMessage, res: ServerResponse) => void;
};

export function createCommonHeaders(site: AdminSite & { corsOrigins: readonly string[] }): CommonHeaders {
  const { corsOrigins } = site;
  const allow = createCors(corsOrigins);
  const forAdmin = buildHeaders(site, adminPolicy(site.development, new URL(site.filesUrl).origin));
  const forTools = buildHeaders(site, toolsPolicy);
  const forApi = buildHeaders(site, apiPolicy, API_HELMET_OPTIONS);
  const forOrigin = computeForOrigins(corsOrigins, (headers) => readFixedHeaders(allow, headers));
  return {
    forEndpoint: computeForOrigins(corsOrigins, (headers) => [...forApi, ...readFixedHeaders(allow, headers)]),
    forPreflight: computeForOrigins(corsOrigins, (headers) => [
      ...forApi,
      ...readFixedHeaders(allow, { ...headers, 'access-control-request-method': 'POST' }, 'OPTIONS'),
    ]),
    setForShell: (req, res) => {
      const { url = '' } = req;
      if (/^\/(?:docs|admin\/queues)(?:[/?]|$)/.test(url)) setHeaders(res, forTools);
      else if (/^\/(?:admin|_next)(?:[/?]|$)/.test(url)) setWithNonce(req, res, forAdmin);
      else setHeaders(res, forApi);
      setHeaders(res, forOrigin(req.headers.origin));
    },
  };
}

/** Sets `headers` with a new nonce. For its own scripts, Next reads the nonce from the policy in the request's headers. */
function setWithNonce(req: IncomingMessage, res: ServerResponse, headers: HeaderList): void {
  const nonce = randomBytes(16).toString('base64');
  setHeaders(
    res,
    headers.map((each) => each.replace(NONCE, nonce)),
  );
  req.headers['content-security-policy'] = String(res.getHeader('Content-Security-Policy'));
}
