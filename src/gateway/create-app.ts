import type { RequestListener } from 'node:http';
import type { RequestHandler } from 'express';
import type { Payload } from 'payload';
import type { Endpoint } from '../endpoints/endpoint.ts';
import { Problem } from '../lib/problem.ts';
import { runtimeOf } from '../lib/runtime.ts';
import { createTokenChecker, type Lifecycle } from './arrival.ts';
import { createListener } from './listener.ts';
import type { AdminTool } from './mount-admin-tool.ts';
import { createRouter, defineRefusal } from './router.ts';
import { createCommonHeaders } from './security-headers.ts';
import { createShell } from './shell.ts';
import { defineHealthEndpoints, defineLandingEndpoint, metricsEndpoint } from './system-endpoints.ts';

/** The path of the endpoints that require an internal token, and their name in logs if there is no such endpoint. */
const INTERNAL = '/internal';

export type GatewayOptions = {
  /** The public origin of this site. */
  publicUrl: string;
  /** Origins whose pages may read responses (CORS). */
  corsOrigins: readonly string[];
  /** Addresses and CIDR ranges of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are trusted. */
  trustedProxies: readonly string[];
  /**
   * The tokens that the website's own server sends as `X-Website-Token`. Limits count a request with such a token against the
   * visitor whose address is in `X-Forwarded-For`.
   */
  websiteTokens: readonly string[];
  /**
   * The parts that this process serves: `api` is `/v1` and its documentation, `admin` is the admin UI. With each of them, it also
   * serves Payload's `/api`.
   */
  roles: readonly ('api' | 'admin')[];
  development: boolean;
  endpoints: readonly Endpoint[];
  lifecycle: Lifecycle;
  /** Next's request handler; present only if `roles` contains `admin`. */
  admin?: RequestHandler;
  /** The queue dashboard; present only if `roles` contains `admin`. */
  queues?: AdminTool;
};

/** Creates the request listener of the public port, for browsers, the website's server and the admin UI. */
export function createApp(payload: Payload, options: GatewayOptions): RequestListener {
  const { roles, lifecycle, endpoints, trustedProxies, websiteTokens } = options;
  return createListener({
    payload,
    lifecycle,
    trustedProxies,
    websiteTokens,
    find: createRouter([
      ...defineHealthEndpoints(payload, lifecycle),
      defineLandingEndpoint(roles.includes('admin')),
      ...(roles.includes('api') ? endpoints : []),
    ]),
    headers: createCommonHeaders({ ...options, filesUrl: runtimeOf(payload).cdnUrl }),
    shell: createShell(payload, options),
  });
}

/** Creates the request listener of the internal port (docs/spec/api.md#9-internal). */
export function createInternalApp(
  payload: Payload,
  lifecycle: Lifecycle,
  endpoints: readonly Endpoint[],
): RequestListener {
  const router = createRouter(
    [...defineHealthEndpoints(payload, lifecycle, null), metricsEndpoint, ...endpoints],
    null,
  );
  const hasToken = createTokenChecker(runtimeOf(payload).internalTokens);
  const unauthenticated = defineRefusal(INTERNAL, () => new Problem('unauthenticated'), null);
  const unknown = defineRefusal(INTERNAL, () => new Problem('not_found'), null);
  return createListener({
    payload,
    lifecycle,
    find: (req, url) => {
      const isInternal = /^\/internal(?:[/?]|$)/.test(url);
      if (isInternal && !hasToken(String(req.headers['x-internal-token'] ?? '')))
        return { endpoint: unauthenticated, params: {} };
      return router(req, url) ?? (isInternal ? { endpoint: unknown, params: {} } : undefined);
    },
    refusalLimit: null,
  });
}
