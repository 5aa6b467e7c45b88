import { describe, expect, it } from 'vitest';
import { backofficeEndpoints, endpoints, internalEndpoints } from '../../../src/endpoints/index.ts';
import { createRouter } from '../../../src/gateway/router.ts';

const all = [...endpoints, ...internalEndpoints, ...backofficeEndpoints];
const router = createRouter(all);
const find = (method: string, url: string) => router({ method, headers: {} }, url);

const VALUE = '0199a1b2-0000-7000-8000-000000000000';
const concrete = (path: string) => path.replaceAll(/:\w+/g, VALUE);

describe('the router', () => {
  it.each(all.map(({ method, path }) => [method.toUpperCase(), path] as const))('finds %s %s', (method, path) => {
    for (const url of [concrete(path), `${concrete(path)}/`, `${concrete(path)}?a=/b/c`]) {
      const match = find(method, url);
      expect([match?.endpoint.method.toUpperCase(), match?.endpoint.path], url).toEqual([method, path]);
      const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => [name, VALUE]);
      expect(Object.entries(match?.params ?? {})).toEqual(names);
    }
  });

  it('has the endpoint of GET for HEAD, and none of a path for other methods', () => {
    expect(find('HEAD', '/v1/products')?.endpoint).toBe(find('GET', '/v1/products')?.endpoint);
    for (const method of ['PUT', 'TRACE', 'OPTIONS', 'constructor']) {
      const endpoint = find(method, '/v1/products')?.endpoint;
      expect(endpoint?.path).toBe('/v1/products');
      expect(all).not.toContain(endpoint);
    }
  });

  it('prefers a literal path, whatever the method', () => {
    expect(find('GET', '/v1/appointments/slots')?.endpoint.path).toBe('/v1/appointments/slots');
    expect(find('DELETE', '/v1/appointments/slots')?.endpoint.path).toBe('/v1/appointments/slots');
    expect(find('GET', '/v1/appointments/other')?.endpoint.path).toBe('/v1/appointments/:bookingId');
  });

  it('decodes parameters, which may be long and contain a slash', () => {
    const slug = (url: string) => find('GET', `/v1/products/${url}`)?.params.slugOrId;
    expect(slug('a%2Fb')).toBe('a/b');
    expect(slug('%25')).toBe('%');
    expect(slug('%C3%A9')).toBe('é');
    expect(slug('x'.repeat(10_000))).toHaveLength(10_000);
  });

  it.each(['/v1/products/%ff', '/%ff', '/api/%c3'])('refuses %s, which is not UTF-8', (url) => {
    expect(find('GET', url)?.endpoint.path).toBe('unmatched');
  });

  it.each(['/', '/v1', '/v1/none', '/V1/products', '/v1/products/a/b', '/v1/invoices/x', '/sitemap-1.xmlx'])(
    'finds nothing for %s',
    (url) => {
      expect(find('GET', url)).toBeUndefined();
    },
  );
});
