import type { IncomingMessage } from 'node:http';
import findMyWay from 'find-my-way';
import { defineEndpoint, type Endpoint, type RateLimit } from '../endpoints/endpoint.ts';
import { Problem } from '../lib/problem.ts';
import type { Match } from './exchange.ts';

/** Finds the endpoint of a request by its method and canonical URL; undefined if no endpoint has this path. */
export type Router = (req: Pick<IncomingMessage, 'method' | 'headers'>, url: string) => Match | undefined;

/** The endpoints of one path. HEAD has the endpoint of GET, and a method that is not listed has `others`. */
type Route = { byMethod: ReadonlyMap<string, Endpoint>; others: Endpoint };

/** Above every length that a schema allows, so that the schemas decide. */
const MAX_PARAMETER_LENGTH = 16_384;

const common = { method: 'get', tag: 'Gateway', callers: ['public'] } as const;

/**
 * Defines an endpoint that refuses every request, so that these requests are counted, logged and answered like all others.
 * @param route the name of the route in logs and metrics
 */
export const defineRefusal = (route: string, toProblem: () => Problem, limit?: RateLimit | null): Endpoint =>
  defineEndpoint({
    ...common,
    ...(limit === undefined ? {} : { limit }),
    path: route,
    summary: 'Refuse the request',
    replies: {},
    handle: () => {
      throw toProblem();
    },
  });

const undecodable = defineRefusal(
  'unmatched',
  () => new Problem('validation_failed', 'The percent-encoding of the path is not UTF-8.'),
);

/**
 * Creates the router of `endpoints`. It ignores a slash at the end of a path.
 * @param refusalLimit the limit of requests with a method that the path does not have: the general limit by default
 */
export function createRouter(endpoints: readonly Endpoint[], refusalLimit?: RateLimit | null): Router {
  const paths = findMyWay({
    ignoreTrailingSlash: true,
    maxParamLength: MAX_PARAMETER_LENGTH,
    // The endpoints parse their queries themselves.
    querystringParser: () => undefined,
    onBadUrl: () => {},
  });
  for (const path of new Set(endpoints.map((endpoint) => endpoint.path))) {
    const ofPath = endpoints.filter((endpoint) => endpoint.path === path);
    // find-my-way prefers a literal path to a parameter only within one method, so all paths are registered as GET.
    paths.on('GET', path, () => {}, toRoute(path, ofPath, refusalLimit));
  }
  return ({ method = '' }, url) => {
    const found = paths.find('GET', url);
    if (!found) return undefined;
    const route: Route | null = found.store;
    if (!route) return { endpoint: undecodable, params: {} };
    return { endpoint: route.byMethod.get(method) ?? route.others, params: found.params };
  };
}

function toRoute(path: string, endpoints: readonly Endpoint[], refusalLimit: RateLimit | null | undefined): Route {
  const Allow = allowedMethods(endpoints);
  const byMethod = new Map(endpoints.map((endpoint) => [endpoint.method.toUpperCase(), endpoint]));
  byMethod.set('OPTIONS', defineOptions(path, Allow));
  const get = byMethod.get('GET');
  if (get) byMethod.set('HEAD', get);
  const toProblem = () => new Problem('method_not_allowed', undefined, { headers: { Allow } });
  const others = defineRefusal(path, toProblem, refusalLimit);
  return { byMethod, others };
}

const defineOptions = (path: string, Allow: string): Endpoint =>
  defineEndpoint({
    ...common,
    path,
    summary: 'List the methods of the path',
    limit: null,
    replies: { 204: null },
    handle: () => ({ status: 204, headers: { Allow } }),
  });

/** The value of the `Allow` header for a path with these endpoints (RFC 9110 §10.2.1). */
function allowedMethods(endpoints: readonly Endpoint[]): string {
  const methods = endpoints.map(({ method }) => method.toUpperCase());
  if (methods.includes('GET')) methods.push('HEAD');
  return [...methods, 'OPTIONS'].join(', ');
}
