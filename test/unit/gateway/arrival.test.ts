import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createArrivalReader, getArrival, toCanonicalUrl } from '../../../src/gateway/arrival.ts';

const TOKEN = 'a-token-of-the-website';
const PROXY = '10.0.0.1';
const WEBSITE = '192.0.2.1';

const arrive = createArrivalReader({
  trustedProxies: ['10.0.0.0/8', 'fd00::/8'],
  websiteTokens: ['another-token-of-it', TOKEN],
});

function createRequest(
  remoteAddress: string | undefined,
  headers: Record<string, string> = {},
  url = '/',
): IncomingMessage {
  return { url, headers: { ...headers }, socket: { remoteAddress } } as unknown as IncomingMessage;
}

const readClient = (remoteAddress: string | undefined, forwarded?: string, token?: string) => {
  const headers = {
    ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }),
    ...(token === undefined ? {} : { 'x-website-token': token }),
  };
  const { ip, unlimited } = arrive(createRequest(remoteAddress, headers));
  return unlimited ? 'nobody' : ip;
};

describe('the client’s address', () => {
  it.each([
    ['of its socket', '203.0.113.7', undefined, '203.0.113.7'],
    ['of its socket, IPv4 in IPv6', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
    ['of nobody (`unknown`) after the socket has closed', undefined, undefined, 'unknown'],
    ['of its socket, whatever X-Forwarded-For claims', '203.0.113.7', '203.0.113.9', '203.0.113.7'],
    ['as a trusted proxy names it', PROXY, '203.0.113.7', '203.0.113.7'],
    ['with a port', PROXY, '203.0.113.7:4711', '203.0.113.7'],
    ['with brackets', PROXY, '[2001:db8::1]', '2001:db8::1'],
    ['with brackets and a port', PROXY, '[2001:db8::1]:80', '2001:db8::1'],
    ['behind two proxies that write ports', PROXY, '203.0.113.7:1, 10.0.0.2:2', '203.0.113.7'],
    ['behind a proxy with an IPv6 address and a port', 'fd00::1', '203.0.113.7:1,[fd00::2]:443', '203.0.113.7'],
    ['nearest to the proxy if the header has several', PROXY, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    ['of the proxy if the entry is not an address', PROXY, 'unknown', PROXY],
    ['of the proxy if the header is empty', PROXY, '', PROXY],
    ['of the farthest proxy if all are trusted', PROXY, '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ])('is the one %s', (_case, remote, forwarded, expected) => {
    expect(readClient(remote, forwarded)).toBe(expected);
  });
});

describe('a request from the website’s own server', () => {
  it.each([
    ['counts against the visitor that it names', WEBSITE, '203.0.113.7', TOKEN, '203.0.113.7'],
    ['counts against a visitor with a port', WEBSITE, '203.0.113.7:4711', TOKEN, '203.0.113.7'],
    ['counts against the nearest visitor', WEBSITE, '198.51.100.1, 203.0.113.7', TOKEN, '203.0.113.7'],
    ['counts against the visitor behind our proxy', PROXY, `203.0.113.7, ${WEBSITE}`, TOKEN, '203.0.113.7'],
    ['counts against nobody if it names no visitor', WEBSITE, undefined, TOKEN, 'nobody'],
    ['counts against nobody if it names no visitor behind our proxy', PROXY, WEBSITE, TOKEN, 'nobody'],
    ['counts against nobody if it names something that is not an address', WEBSITE, 'unknown', TOKEN, 'nobody'],
    ['counts against its own address with a wrong token', WEBSITE, '203.0.113.7', 'wrong', WEBSITE],
    ['counts against its own address with an empty token', WEBSITE, '203.0.113.7', '', WEBSITE],
  ])('%s', (_case, remote, forwarded, token, expected) => {
    expect(readClient(remote, forwarded, token)).toBe(expected);
  });

  it('counts against its own address if no tokens are configured', () => {
    const reader = createArrivalReader({ trustedProxies: [], websiteTokens: [] });
    const headers = { 'x-website-token': '', 'x-forwarded-for': '203.0.113.7' };
    expect(reader(createRequest(WEBSITE, headers))).toMatchObject({ ip: WEBSITE, unlimited: false });
  });
});

it('the request gets the canonical URL and the client’s address', () => {
  const request = createRequest(
    '203.0.113.7',
    { 'x-forwarded-for': '1.2.3.4' },
    'http://shop.example/api/%75sers?x=%75',
  );
  const arrival = arrive(request);
  expect(getArrival(request)).toBe(arrival);
  expect(request.url).toBe('/api/users?x=%75');
  expect(request.headers['x-forwarded-for']).toBe('203.0.113.7');
});

describe('the canonical path', () => {
  it.each([
    ['/', '/'],
    ['/v1/products?sort=-price&q=a%20b', '/v1/products?sort=-price&q=a%20b'],
    ['/v1/products/', '/v1/products/'],
    ['/.well-known/x', '/.well-known/x'],
    ['/api/%75sers/lo%67in', '/api/users/login'],
    ['/v1/blog/%e2%82%ac', '/v1/blog/%E2%82%AC'],
    ['/v1/blog/\u00e9', '/v1/blog/%E9'],
    ['/v1/blog/a%2Fb', '/v1/blog/a%2Fb'],
    ['http://shop.example/v1/products?x=1', '/v1/products?x=1'],
    ['HTTPS://shop.example:8443?x=1', '/?x=1'],
    ['/v1/products?next=http://x//y/../z', '/v1/products?next=http://x//y/../z'],
    ['/a/b...c/.../d', '/a/b...c/.../d'],
  ])('of %s is %s', (target, canonical) => {
    expect(toCanonicalUrl(target)).toBe(canonical);
    expect(toCanonicalUrl(canonical)).toBe(canonical);
  });

  it.each([
    '/api/users/./login',
    '/api/users/%2e/login',
    '/api/users/%2E%2e/users/login',
    '/api/x/../users/login',
    '/api/users/%%32e/login',
    '/api/users/%2%65/login',
    '/api//users/login',
    '//api/users/login',
    '/api/users\\login',
    '/api/users/login#x',
    '/api/users/login?x#y',
    '/api/users/login/..',
    '/api/%zz',
    '*',
    'api/users/login',
    'http://shop.example//api',
  ])('of %s does not exist, so the request is refused', (target) => {
    expect(toCanonicalUrl(target)).toBeUndefined();
  });
});
