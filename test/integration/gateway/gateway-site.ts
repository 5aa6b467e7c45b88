import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Payload } from 'payload';
import { afterAll } from 'vitest';
import { issueAccessToken } from '../../../src/access/customer-token.ts';
import { makeCustomer } from '../../support/appointments.ts';
import { type Site, startSite } from '../../support/site.ts';
import { makeStaff, signInStaff } from '../../support/staff.ts';

export type GatewayTestSite = Site & {
  /** Base URL of the public port. */
  base: string;
  /** Base URL of the internal port. */
  internal: string;
  lifecycle: { draining: boolean };
};

export const WEBSITE = 'https://www.lomashwood.example';

/** The tokens of the website's own server. */
export const WEBSITE_TOKENS = ['a-token-of-the-website', 'its-next-token-of-the-website'];

/** Starts the whole gateway without Next.js, with Payload in this process. */
export async function startGatewaySite(overrides: Record<string, string> = {}): Promise<GatewayTestSite> {
  const site = await startSite({ RATE_LIMIT_MULTIPLIER: '1', ...overrides });
  const [{ createApp }, { createInternalApp }, { endpoints, internalEndpoints }] = await Promise.all([
    import('../../../src/gateway/create-app.ts'),
    import('../../../src/gateway/create-app.ts'),
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

/**
 * Returns a header with a client address that no other test uses. The gateway trusts the header, because the tests call from a
 * trusted proxy. All test files of a process share the count, so one octet would not be enough.
 */
export function fromNewClient(): Record<string, string> {
  addresses += 1;
  return { 'x-forwarded-for': `198.18.${addresses >> 8}.${addresses & 255}` };
}

/** Creates a customer and returns their authorisation header. */
export async function asCustomer({
  payload,
  environment,
}: Pick<Site, 'payload' | 'environment'>): Promise<Record<string, string>> {
  const customerId = await makeCustomer(payload);
  return { authorization: `Bearer ${await issueAccessToken(environment.CUSTOMER_TOKEN_SECRET ?? '', customerId)}` };
}

/** Creates a member of staff and returns their authorisation header. */
export async function asStaff(payload: Payload, role: 'admin' | 'sales' | 'analyst'): Promise<Record<string, string>> {
  const staffId = await makeStaff(payload, { email: `${role}-${++addresses}@lomashwood.example`, name: role, role });
  return { authorization: `Bearer ${await signInStaff(payload, staffId)}` };
}

export type ProblemDocument = { code: string; status: number; correlationId: string; detail: string };

/** Reads the problem document of a response. */
export const readProblem = async (response: Response): Promise<ProblemDocument> =>
  (await response.json()) as ProblemDocument;
