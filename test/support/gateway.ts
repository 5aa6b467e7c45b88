import type { Payload } from 'payload';
import type { Role } from '../../src/access/roles.ts';
import { ROLES } from '../../src/access/roles.ts';
import type { GatewayOptions } from '../../src/gateway/app.ts';
import { makeCustomer } from './appointments.ts';
import { type Site, serve, startSite } from './site.ts';

export type Answer = { status: number; headers: Headers; body: unknown };
export type Sent = { body?: unknown; token?: string | undefined; headers?: Record<string, string> };

export type GatewaySite = Site & { base: string; call: (method: string, path: string, sent?: Sent) => Promise<Answer> };

type More = (payload: Payload) => Partial<GatewayOptions> | Promise<Partial<GatewayOptions>>;

/** The whole public application over HTTP, without the admin UI, on a Payload of this process. */
export async function startGateway(
  overrides: Record<string, string> = {},
  more: More = () => ({}),
): Promise<GatewaySite> {
  const site = await startSite(overrides);
  const [{ createApp }, { endpoints }] = await Promise.all([
    import('../../src/gateway/app.ts'),
    import('../../src/endpoints/index.ts'),
  ]);
  const app = createApp(site.payload, {
    publicUrl: 'http://localhost:3000',
    corsOrigins: [],
    trustedProxies: [],
    websiteTokens: [],
    roles: ['api'],
    development: false,
    endpoints,
    lifecycle: { draining: false },
    ...(await more(site.payload)),
  });
  const base = await serve(app as never);
  return { ...site, base, call: (method, path, sent) => call(base, method, path, sent) };
}

async function call(base: string, method: string, path: string, { body, token, headers }: Sent = {}): Promise<Answer> {
  const response = await fetch(`${base}${path}`, {
    method: method.toUpperCase(),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json');
  return { status: response.status, headers: response.headers, body: json && text ? JSON.parse(text) : text };
}

/** An access token of a customer, as login gives it. */
export async function customerToken(payload: Payload, customerId?: string): Promise<string> {
  const { issueAccessToken } = await import('../../src/services/identity/access-token.ts');
  const { domainOf } = await import('../../src/domain.ts');
  return issueAccessToken(domainOf(payload).customerTokenSecret, customerId ?? (await makeCustomer(payload)));
}

/** A token of one staff member of each role, as Payload's login gives it. */
export async function staffTokens(payload: Payload): Promise<Record<Role, string>> {
  const tokens = await Promise.all(
    ROLES.map(async (role) => {
      const data = { email: `${role}@example.com`, password: 'a long password', name: role, role };
      await payload.create({ collection: 'users', data });
      const { token } = await payload.login({ collection: 'users', data });
      return [role, token] as const;
    }),
  );
  return Object.fromEntries(tokens) as Record<Role, string>;
}
