import type { Endpoint } from './endpoint.ts';

/** Endpoints of one path, in the order in which paths have to be tried. */
export type Route = { path: string; endpoints: Endpoint[] };

/** Groups endpoints by path, literal segments before parameters: `/slots` would otherwise be taken for a `/:bookingId`. */
export function routesOf(endpoints: readonly Endpoint[]): Route[] {
  const byPath = new Map<string, Endpoint[]>();
  for (const endpoint of endpoints) byPath.set(endpoint.path, [...(byPath.get(endpoint.path) ?? []), endpoint]);
  return [...byPath].map(([path, group]) => ({ path, endpoints: group })).sort((a, b) => compare(a.path, b.path));
}

function compare(a: string, b: string): number {
  const rank = (path: string) => path.replaceAll(/:[^/]+/g, '\uffff');
  return rank(a) < rank(b) ? -1 : 1;
}

/** The value of `Allow` for a path (RFC 9110 §10.2.1). */
export function allowedMethods(endpoints: readonly Endpoint[]): string {
  const methods = endpoints.map(({ method }) => method.toUpperCase());
  if (methods.includes('GET')) methods.push('HEAD');
  return [...methods, 'OPTIONS'].join(', ');
}
