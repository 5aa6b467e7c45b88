import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Payload } from 'payload';
import { afterAll } from 'vitest';
import { issueAccessToken } from '../../../src/services/identity/access-token.ts';
import { makeCustomer } from '../../support/appointments.ts';
import { type Site, startSite } from '../../support/site.ts';

export type GatewaySite = Site & {
  /** Base URL of the public port. */
  base: string;
  /** Base URL of the internal one. */
  internal: string;
  lifecycle: { draining: boolean };
};

export const WEBSITE = 'https://www.lomashwood.example';

/** Of the website's own server. */
export const WEBSITE_TOKENS = ['a-token-of-the-website', 'its-next-token-of-the-website'];

/** The whole gateway, without Next, on a Payload of this process. */
export async function startGateway(overrides: Record<string, string> = {}): Promise<GatewaySite> {
  const site = await startSite({ RATE_LIMIT_MULTIPLIER: '1', ...overrides });
  const [{ createApp }, { createInternalApp }, { endpoints, internalEndpoints }] = await Promise.all([
    import('../../../src/gateway/app.ts'),
    import('../../../src/gateway/internal-app.ts'),
    import('../../../src/endpoints/index.ts'),
  ]);
  const lifecycle = { draining: false };
  const app = createApp(site.payload, {
    publicUrl: 'http://localhost:3000',
    corsOrigins: [WEBSITE],
    trustedProxies: ['127.0.0.0/8'],
    websiteTokens: WEBSITE_TOKENS,
    roles: ['api'],
    development: false,
    endpoints,
    lifecycle,
  });
  const [base, internal] = await Promise.all([
    listen(app),
    listen(createInternalApp(site.payload, lifecycle, internalEndpoints)),
  ]);
  return { ...site, base, internal, lifecycle };
}

async function listen(app: RequestListener): Promise<string> {
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => server.closeAllConnections() ?? new Promise<void>((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let addresses = 0;

/** Headers by which a request comes from a client that no other test is, through the trusted proxy that tests are. */
export const fromNewClient = (): Record<string, string> => ({ 'x-forwarded-for': `203.0.113.${++addresses}` });

/** The authorisation of a new customer. */
export async function asCustomer({ payload, environment }: GatewaySite): Promise<Record<string, string>> {
  const customerId = await makeCustomer(payload);
  return { authorization: `Bearer ${await issueAccessToken(environment.CUSTOMER_TOKEN_SECRET ?? '', customerId)}` };
}

/** The authorisation of a new member of staff. */
export async function asStaff(payload: Payload, role: 'admin' | 'sales' | 'analyst'): Promise<Record<string, string>> {
  const login = { email: `${role}-${++addresses}@lomashwood.example`, password: 'correct horse battery' };
  await payload.create({ collection: 'users', data: { ...login, name: role, role } });
  const { token } = await payload.login({ collection: 'users', data: login });
  return { authorization: `Bearer ${token}` };
}

export type Problem = { code: string; status: number; correlationId: string; detail: string };

/** A response's problem document. */
export const problemOf = async (response: Response): Promise<Problem> => (await response.json()) as Problem;
