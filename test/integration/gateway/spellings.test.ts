import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { endpoints } from '../../../src/endpoints/index.ts';
import { startGateway } from '../../support/gateway.ts';

/** Use limits that a few requests reach: 12 requests for the general limit, and 1 request for each smaller limit. */
const { base } = await startGateway({ RATE_LIMIT_MULTIPLIER: '0.02' });
const GENERAL = 12;

const ID = '0199a1b2-0000-7000-8000-000000000000';

/** Spellings of a path such as `/api/users/login` or `/v1/orders`, some of which are served and some of which are not. */
const SPELLINGS: ((path: string) => string)[] = [
  (path) => path,
  (path) => `${path}/`,
  (path) => `${path}?`,
  (path) => `${path}?_=1`,
  (path) => `${path}/.`,
  (path) => `${path}//`,
  (path) => `${path}/../${path.split('/').at(-1)}`,
  (path) => `/.${path}`,
  (path) => `/${path}`,
  (path) => `/x/..${path}`,
  (path) => `/%2e${path}`,
  (path) => `/%2E%2e${path}`,
  (path) => path.replace(/\/(?=[^/]+$)/, '/./'),
  (path) => path.replace(/\/(?=[^/]+$)/, '//'),
  (path) => path.replace(/\/(?=[^/]+$)/, '/%2e/'),
  (path) => path.replace(/\/(?=[^/]+$)/, '\\'),
  (path) => path.replace(/\/(?=[^/]+$)/, '%2F'),
  (path) => path.replace(/\/(?=[^/]+$)/, '/%%32e/'),
  (path) => path.replace(/[^/]$/, (last) => `%${last.charCodeAt(0).toString(16)}`),
  (path) => path.replace(/[^/]+$/, (last) => last.toUpperCase()),
  (path) => path.replace(/[^/]+$/, (last) => `${last}#x`),
  (path) => `http://shop.example${path}`,
  (path) => `/api${path}`,
  (path) => `/api/globals${path}`,
  (path) => path.replace(/^\/api/, '/api/globals'),
];

/** Headers by which a client may pose as another client or disguise its request. */
const HEADERS: Record<string, string>[] = [
  {},
  { 'x-forwarded-for': '203.0.113.1' },
  { 'x-forwarded-for': '203.0.113.2:5123', 'x-real-ip': '203.0.113.2', forwarded: 'for=203.0.113.2' },
  { 'x-http-method-override': 'GET', 'x-forwarded-for': '203.0.113.3' },
  { 'x-payload-http-method-override': 'GET', 'content-type': 'application/x-www-form-urlencoded' },
  { 'x-website-token': 'guessed', 'x-forwarded-for': '203.0.113.4' },
];

let clients = 0;
/** Returns a loopback address that no other test uses. */
const newClient = () => `127.0.1.${++clients}`;

function send(client: string, method: string, path: string, headers: Record<string, string>): Promise<number> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path,
        method,
        localAddress: client,
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sent.once('error', reject);
    sent.end(method === 'GET' ? undefined : '{}');
  });
}

/** Sends all spellings of a route from one client, and then the plain route. @returns the statuses */
async function sendAll(method: string, path: string) {
  const client = newClient();
  const statuses = [];
  // Node's HTTP client refuses targets that begin with anything other than `/` or `http:`.
  const targets = SPELLINGS.map((spell) => spell(path)).filter((target) => /^(?:\/|http:)/.test(target));
  for (const [index, target] of targets.entries())
    statuses.push(await send(client, method, target, HEADERS[index % HEADERS.length] ?? {}));
  return { statuses, last: await send(client, method, path, {}) };
}

/**
 * Counts the requests that reached a route. The other requests were refused by a limit (429), or because the path or
 * method is unknown (404, 405).
 */
const served = (statuses: number[]) => statuses.filter((status) => ![404, 405, 429].includes(status)).length;

describe('a request counts once, against the limit of its own client, whatever its spelling and headers', () => {
  const withLimit = endpoints.filter(({ limit }) => limit && !limit.counter);

  it.each([
    ...withLimit.map(({ method, path }) => [method.toUpperCase(), path.replaceAll(/:\w+/g, ID)] as const),
    ...['login', 'forgot-password', 'reset-password', 'accept-invitation', 'unlock', 'first-register', 'verify/x'].map(
      (action) => ['POST', `/api/users/${action}`] as const,
    ),
  ])('%s %s', async (method, path) => {
    const { statuses, last } = await sendAll(method, path);
    expect(served(statuses)).toBeLessThanOrEqual(1);
    expect(last).toBe(429);
  });

  it.each([
    ['GET', '/v1/appointments/slots'],
    ['GET', '/v1/products'],
    ['GET', '/v1/products/facets'],
    ['GET', `/v1/blog/${ID}`],
    ['GET', '/api/products'],
    ['GET', '/readyz'],
    ['GET', '/docs'],
    ['GET', '/openapi.json'],
    ['POST', '/api/graphql'],
  ])('%s %s, which has the general limit', async (method, path) => {
    const { statuses, last } = await sendAll(method, path);
    expect(statuses.filter((status) => status !== 429)).toHaveLength(GENERAL);
    expect(last).toBe(429);
  });

  it('a request does not count against another client that its headers name', async () => {
    const victim = newClient();
    const attacker = newClient();
    for (let index = 0; index < 2 * GENERAL; index += 1) {
      await send(attacker, 'POST', '/api/v1/appointments/slots', {
        'x-http-method-override': 'GET',
        'x-forwarded-for': victim,
        'content-type': 'application/x-www-form-urlencoded',
      });
    }
    expect(await send(victim, 'GET', '/v1/appointments/slots', {})).toBe(200);
  });
});
