import type { Payload } from 'payload';
import { issueAccessToken } from '../../src/access/customer-token.ts';
import { endpoints } from '../../src/endpoints/index.ts';
import { createApp, type GatewayOptions } from '../../src/gateway/create-app.ts';
import { runtimeOf } from '../../src/lib/runtime.ts';
import { makeCustomer } from './appointments.ts';
import { type Site, serve, startSite } from './site.ts';

export type GatewayAnswer = { status: number; headers: Headers; body: unknown };
export type Sent = { body?: unknown; token?: string | undefined; headers?: Record<string, string> };

export type GatewaySite = Site & {
  base: string;
  call: (method: string, path: string, sent?: Sent) => Promise<GatewayAnswer>;
};

type More = (payload: Payload) => Partial<GatewayOptions> | Promise<Partial<GatewayOptions>>;

/** Starts the complete public application over HTTP, without the admin UI, with Payload in this process. */
export async function startGateway(
  overrides: Record<string, string> = {},
  more: More = () => ({}),
): Promise<GatewaySite> {
  const site = await startSite(overrides);
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

async function call(
  base: string,
  method: string,
  path: string,
  { body, token, headers }: Sent = {},
): Promise<GatewayAnswer> {
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

/** Issues an access token as the login does, for `customerId` or for a new customer. */
export async function customerToken(payload: Payload, customerId?: string): Promise<string> {
  return issueAccessToken(runtimeOf(payload).customerTokenSecret, customerId ?? (await makeCustomer(payload)));
}
