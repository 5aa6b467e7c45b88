import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { endpoints } from '../../../src/endpoints/index.ts';
import { startGateway } from '../../support/gateway.ts';

/** Small limits, so that a few requests reach them: 12 in general, 1 of those that are smaller. */
const { base } = await startGateway({ RATE_LIMIT_MULTIPLIER: '0.02' });
const GENERAL = 12;

const ID = '0199a1b2-0000-7000-8000-000000000000';

/** Other ways to write `/api/users/login` or `/v1/orders`, some of which are served and some of which are not. */
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

/** What a client may add in the hope of being taken for another, or its request for another one. */
const HEADERS: Record<string, string>[] = [
  {},
  { 'x-forwarded-for': '203.0.113.1' },
  { 'x-forwarded-for': '203.0.113.2:5123', 'x-real-ip': '203.0.113.2', forwarded: 'for=203.0.113.2' },
  { 'x-http-method-override': 'GET', 'x-forwarded-for': '203.0.113.3' },
  { 'x-payload-http-method-override': 'GET', 'content-type': 'application/x-www-form-urlencoded' },
  { 'x-website-token': 'guessed', 'x-forwarded-for': '203.0.113.4' },
];

let clients = 0;
/** An address of this machine that no other test asks from. */
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

/** The statuses of all spellings of a route, and of the plain one after them, from one client. */
async function sendAll(method: string, path: string) {
  const client = newClient();
  const statuses = [];
  // Node itself refuses targets that begin with anything else.
  const targets = SPELLINGS.map((spell) => spell(path)).filter((target) => /^(?:\/|http:)/.test(target));
  for (const [index, target] of targets.entries())
    statuses.push(await send(client, method, target, HEADERS[index % HEADERS.length] ?? {}));
  return { statuses, last: await send(client, method, path, {}) };
}

/** Neither refused by a limit nor unknown. */
const served = (statuses: number[]) => statuses.filter((status) => ![404, 405, 429].includes(status)).length;

describe('however its path is written and whoever it is said to come from, a request is counted once and as one client’s', () => {
  const withLimit = endpoints.filter(({ limit }) => limit && !limit.own);

  it.each([
    ...withLimit.map(({ method, path }) => [method.toUpperCase(), path.replaceAll(/:\w+/g, ID)] as const),
    ...['login', 'forgot-password', 'reset-password', 'unlock', 'first-register', 'verify/x'].map(
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

  it('uses up no other client’s limit', async () => {
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
