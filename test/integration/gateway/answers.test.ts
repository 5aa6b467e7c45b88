import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { endpoints } from '../../../src/endpoints/index.ts';
import { createApp } from '../../../src/gateway/create-app.ts';
import { httpRequestDuration } from '../../../src/lib/metrics.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { makeProduct } from '../../support/catalogue.ts';
import { createMp4 } from '../../support/media.ts';
import { article } from '../content/blog-support.ts';
import { asCustomer, asStaff, fromNewClient, startGatewaySite, WEBSITE } from './gateway-site.ts';

const site = await startGatewaySite();
const { payload, base, internal, lifecycle } = site;

/** A gateway with the role `admin`, whose admin UI returns the URL that it was given. */
const admin = await serveAdmin();
const [customer, staff] = await Promise.all([asCustomer(site), asStaff(payload, 'admin')]);
const oak = await makeProduct(payload, { slug: 'oak', title: 'Oak' });
await payload.create({
  collection: 'blogs',
  data: { title: 'Elm', slug: 'elm', content: article('Elm.'), _status: 'published' } as never,
});
await runtimeOf(payload).storage.put('media/2026/11/film.mp4', createMp4(), { contentType: 'video/mp4' });

async function serveAdmin(): Promise<string> {
  const server = createServer(
    createApp(payload, {
      publicUrl: 'https://shop.example',
      corsOrigins: [WEBSITE],
      trustedProxies: ['127.0.0.0/8'],
      websiteTokens: [],
      roles: ['admin'],
      development: false,
      endpoints,
      lifecycle: { draining: false },
      admin: (req, res) => void res.end(`admin UI: ${req.url}`),
      queues: {
        path: '/admin/queues',
        handler: (req, res) => void res.end(`queues: ${req.url}`),
        ready: async () => {},
      },
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => server.closeAllConnections() ?? new Promise<void>((resolve) => server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

// Test files share the metrics of their worker.
httpRequestDuration.reset();

type Sent = { headers?: Record<string, string>; body?: string | Buffer; at?: string };

const JSON_TYPE = { 'content-type': 'application/json' };
const json = (body: unknown, headers: Record<string, string> = {}): Sent => ({
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: { ...JSON_TYPE, ...headers },
});
const inside = (headers: Record<string, string> = {}): Sent => ({ at: internal, headers });
const atAdmin = (headers: Record<string, string> = {}): Sent => ({ at: admin, headers });
const TOKEN = { 'x-internal-token': 'an-internal-token-for-tests' };
const PREFLIGHT = { origin: WEBSITE, 'access-control-request-method': 'POST' };
const EVENT = { event: 'page_view' };
const ID = '0199a1b2-0000-7000-8000-000000000000';

/** The requests whose answers are recorded, grouped by the part of the gateway that handles them. */
const REQUESTS: Record<string, [request: string, sent?: Sent][]> = {
  events: [
    ['POST /v1/analytics/track', json(EVENT)],
    ['POST /v1/analytics/track', json(EVENT, { origin: WEBSITE })],
    ['POST /v1/analytics/track', json(EVENT, { 'content-type': 'text/plain;charset=UTF-8' })],
    ['POST /v1/analytics/track', json(EVENT, { 'content-type': 'application/json; charset="utf-8"' })],
    ['POST /v1/analytics/track', json(EVENT, { 'transfer-encoding': 'chunked' })],
    ['POST /v1/analytics/track', json(EVENT, { 'content-encoding': 'gzip' })],
    ['POST /v1/analytics/track', json(EVENT, { 'content-type': 'text/html' })],
    ['POST /v1/analytics/track', json({ event: '' })],
    ['POST /v1/analytics/track', json('{')],
    ['POST /v1/analytics/track', json('[]')],
    ['POST /v1/analytics/track', json({ event: 'x'.repeat(70_000) })],
    ['POST /v1/analytics/track', { headers: JSON_TYPE }],
    ['POST /v1/analytics/track'],
    ['POST /v1/analytics/track/', json(EVENT)],
    ['POST /v1/analytics/batch', json({ events: [EVENT, EVENT] })],
    ['GET /v1/analytics/track'],
    ['OPTIONS /v1/analytics/track'],
    ['OPTIONS /v1/analytics/track', { headers: PREFLIGHT }],
  ],
  'cached lists': [
    ['GET /v1/products?limit=2'],
    ['GET /v1/products?limit=2', { headers: { origin: WEBSITE } }],
    ['GET /v1/products?limit=2', { headers: { origin: 'https://evil.example' } }],
    ['GET /v1/products?limit=2', { headers: { 'if-none-match': '*' } }],
    ['GET /v1/products?limit=2', { headers: { 'accept-encoding': 'gzip', 'if-none-match': '*' } }],
    ['GET /v1/products?limit=2', { headers: { 'accept-encoding': 'gzip' } }],
    ['GET /v1/products?limit=2', { headers: { authorization: 'Bearer stale' } }],
    ['GET /v1/products/?limit=2'],
    ['HEAD /v1/products?limit=2'],
    ['GET /v1/products?limit=500'],
    ['GET /v1/products?cursor=x'],
    ['GET /v1/products?limit=1&limit=2'],
    ['GET /v1/products?unknown=1'],
    ['GET /v1/products/facets'],
    ['GET /v1/blog'],
    ['GET /v1/blog?limit=0'],
    ['DELETE /v1/products'],
    ['OPTIONS /v1/products'],
    ['BREW /v1/products'],
  ],
  'paths without parameters': [
    ['GET /v1/me'],
    ['GET /v1/me', { headers: { authorization: 'Bearer nonsense' } }],
    ['GET /v1/me', { headers: { authorization: 'Basic YTpi' } }],
    ['GET /v1/me', { headers: staff }],
    ['GET /v1/me', { headers: customer }],
    ['HEAD /v1/me', { headers: customer }],
    ['POST /v1/auth/login', json({ email: 'nobody@example.com', password: 'wrong' })],
    ['POST /v1/auth/login', json('{')],
    ['POST /v1/auth/login', json('[]')],
    ['POST /v1/auth/login', json('{}', { 'content-type': 'text/plain' })],
    ['POST /v1/auth/login', json({ email: 'x'.repeat(1_048_576) })],
    ['POST /v1/auth/login'],
    ['POST /v1/orders', json({}, { ...customer, 'idempotency-key': 'with space' })],
    ['POST /v1/media', json({}, staff)],
    ['POST /v1/media', { headers: { ...staff, 'content-type': 'multipart/form-data; boundary=b' }, body: 'x' }],
    ['POST /v1/payments/webhook', json('{}')],
    ['GET /robots.txt'],
    ['GET /sitemap.xml'],
    ['GET /v1/blog/feed.xml'],
    ['GET /v1/me/password'],
  ],
  'paths with parameters': [
    ['GET /v1/products/oak'],
    ['GET /v1/products/oak/'],
    ['GET /v1/products/%6Fak'],
    ['HEAD /v1/products/oak'],
    ['GET /v1/products/oak', { headers: { 'if-none-match': '*' } }],
    ['GET /v1/products/none'],
    ['GET /v1/products/a%2Fb'],
    ['GET /v1/products/%ff'],
    ['GET /v1/products/%25'],
    [`GET /v1/products/${'x'.repeat(201)}`],
    ['GET /v1/blog/elm'],
    ['PATCH /v1/blog/elm', json({}, customer)],
    ['PUT /v1/blog/elm', json({}, staff)],
    ['OPTIONS /v1/blog/elm'],
    ['GET /sitemap-1.xml'],
    ['GET /sitemap-x.xml'],
    ['GET /sitemap-.xml'],
    [`GET /v1/invoices/${ID}.pdf`, { headers: customer }],
    ['GET /v1/invoices/x.pdf', { headers: customer }],
    ['GET /v1/invoices/.pdf', { headers: customer }],
    [`GET /v1/appointments/${ID}`],
  ],
  'unknown paths': [
    ['GET /v1/none'],
    ['POST /v1/none', json({})],
    ['OPTIONS /v1/none'],
    ['GET /none'],
    ['GET /V1/products'],
    ['GET //v1/products'],
    ['GET /v1/./products'],
    ['GET /v1/%'],
    ['GET /metrics'],
    ['GET /internal/x', { headers: TOKEN }],
  ],
  pages: [
    ['GET /'],
    ['HEAD /'],
    ['POST /'],
    ['OPTIONS /'],
    ['GET /healthz'],
    ['GET /healthz/'],
    ['POST /healthz'],
    ['OPTIONS /healthz'],
    ['GET /readyz'],
    ['GET /docs'],
    ['GET /docs/none'],
    ['GET /docs/problems', { headers: { 'accept-encoding': 'gzip' } }],
    ['POST /docs'],
    ['GET /openapi.json'],
  ],
  files: [
    ['GET /media/2026/11/film.mp4'],
    ['GET /media/2026/11/film.mp4', { headers: { range: 'bytes=0-0' } }],
    ['GET /media/2026/11/film.mp4', { headers: { range: 'bytes=9999-' } }],
    ['GET /media/2026/11/film.mp4', { headers: { 'if-none-match': '*' } }],
    ['GET /media/none.jpg'],
    ['POST /media/none.jpg'],
  ],
  "Payload's API": [
    ['GET /api/products?limit=500'],
    ['HEAD /api/products?limit=500'],
    ['GET /api/users/me'],
    ['GET /api/none'],
    ['GET /api/customers'],
    ['POST /api/users/login', json({ email: 'nobody@example.com', password: 'wrong' })],
    ['POST /api/users/login', json('null')],
    ['POST /api/users/login', json('{')],
    ['POST /api/graphql', json({ query: '{ Products { totalDocs } }' })],
    ['POST /api/graphql', json({ query: '{' })],
    ['GET /api/graphql'],
  ],
  "our endpoints below Payload's API": [
    ['GET /api/v1/products?limit=2'],
    ['GET /api/v1/products?limit=500'],
    ['GET /api/v1/products?unknown=1'],
    ['HEAD /api/v1/products?limit=2'],
    ['GET /api/v1/products/'],
    ['GET /api/v1/products/none'],
    ['GET /api/v1/products', { headers: { origin: WEBSITE, 'accept-encoding': 'gzip' } }],
    ['DELETE /api/v1/products'],
    ['POST /api/v1/analytics/track', json(EVENT)],
    ['POST /api/v1/analytics/track', json('[]')],
    ['POST /api/v1/analytics/track', json(EVENT, { 'content-type': 'text/html' })],
    ['POST /api/v1/auth/login', json('{')],
    ['POST /api/v1/auth/login', json('null')],
    ['POST /api/v1/auth/login', json({ email: 'x'.repeat(1_048_576) })],
    ['GET /api/v1/me'],
    ['GET /api/v1/me', { headers: customer }],
    ['GET /api/v1/none'],
    ['GET /api/desk/operations'],
    [`GET /api/desk/posts/${ID}/plan`, { headers: staff }],
    ['GET /api/desk/posts/x/plan', { headers: staff }],
  ],
  'the admin UI and its tools': [
    ['GET /admin?a=b', atAdmin()],
    ['GET /_next/static/x.js', atAdmin()],
    ['GET /admin/queues', atAdmin()],
    ['GET /admin/queues', atAdmin({ accept: 'text/html' })],
    ['GET /admin/queues/x?a=b', atAdmin(staff)],
    ['GET /admin/queues', atAdmin(customer)],
    ['GET /', atAdmin()],
    ['GET /v1/products', atAdmin()],
  ],
  'the internal port': [
    ['GET /healthz', inside()],
    ['GET /readyz', inside()],
    ['POST /readyz', inside()],
    ['GET /metrics', inside()],
    ['HEAD /metrics', inside()],
    ['POST /metrics', inside()],
    ['GET /internal/x', inside()],
    ['GET /internal/x', inside(TOKEN)],
    [`GET /internal/products/${oak.id}`, inside()],
    [`GET /internal/products/${oak.id}`, inside(TOKEN)],
    [`GET /internal/products/${ID}`, inside(TOKEN)],
    ['HEAD /internal/products/none', inside(TOKEN)],
    ['DELETE /internal/products/none', inside(TOKEN)],
    ['OPTIONS /internal/products/none', inside(TOKEN)],
    ['GET /none', inside()],
    ['GET /v1/products', inside()],
  ],
};

type Answer = { status: number; headers: Map<string, string>; body: Buffer };

function send(line: string, { headers = {}, body, at = base }: Sent = {}): Promise<Answer> {
  const [method = '', path = ''] = line.split(' ');
  const { hostname, port } = new URL(at);
  return new Promise((resolve, reject) => {
    const all = { ...fromNewClient(), 'x-correlation-id': 'recorded', ...headers };
    const sent = request({ hostname, port, path, method, headers: all }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const received = new Map<string, string>();
      const raw = response.rawHeaders;
      for (let index = 0; index < raw.length; index += 2) {
        const name = String(raw[index]).toLowerCase();
        received.set(name, [received.get(name), raw[index + 1]].filter(Boolean).join(', '));
      }
      resolve({ status: response.statusCode ?? 0, headers: received, body: Buffer.concat(chunks) });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Headers whose values depend on the time or on the connection. */
const UNSTABLE = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding']);
/** The headers of every answer of the API, which are recorded in one line. */
const API_HEADERS = [
  'access-control-expose-headers: X-Correlation-Id,RateLimit,RateLimit-Policy,Retry-After,ETag,Idempotent-Replayed',
  "content-security-policy: default-src 'none';frame-ancestors 'none'",
  'cross-origin-resource-policy: cross-origin',
  'referrer-policy: no-referrer',
  'x-content-type-options: nosniff',
  'x-correlation-id: recorded',
  'x-frame-options: SAMEORIGIN',
];
/** Longer bodies are recorded by their beginning. */
const MAX_BODY = 400;

const steady = (text: string): string =>
  text
    .replaceAll(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, '<id>')
    .replaceAll(/customer-[0-9a-f]{32}@/g, 'customer-<id>@')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z|\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT/g, '<time>')
    .replace(/^# HELP[\s\S]*/, '<metrics>')
    .replaceAll(/"latencyMs":[\d.]+/g, '"latencyMs":<ms>')
    .replaceAll(/nonce-[\w+/=]+/g, 'nonce-<nonce>')
    .replaceAll(/;t=\d+/g, ';t=<s>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '<host>');

function describe({ status, headers, body }: Answer): string {
  const text = headers.get('content-encoding') === 'gzip' ? gunzipSync(body) : body;
  const readable = steady(/json|xml|text/.test(headers.get('content-type') ?? 'text') ? text.toString() : '');
  const isShort = body.length <= MAX_BODY && !/<(?:ms|id|time|metrics)>/.test(readable);
  const isMetrics = headers.get('content-type')?.includes('version=') === true;
  const all = [...headers]
    .filter(([name]) => !UNSTABLE.has(name) && (name !== 'content-length' || (isShort && !isMetrics)))
    .map(([name, value]) => `${name}: ${name === 'etag' ? value.replace(/".*"/, '<etag>') : steady(value)}`);
  const lines = API_HEADERS.every((each) => all.includes(each))
    ? ['(headers of the API)', ...all.filter((each) => !API_HEADERS.includes(each))]
    : all;
  return [status, ...lines.sort(), '', isShort ? readable : `${readable.slice(0, MAX_BODY)} …`].join('\n').trimEnd();
}

async function record(group: string): Promise<string> {
  const records: string[] = [];
  for (const [line, sent] of REQUESTS[group] ?? []) {
    const shown = Object.entries(sent?.headers ?? {}).map(([name, value]) => `${name}: ${value.slice(0, 26)}`);
    const heading = [line.replace(/x{50,}/, 'x…'), ...shown, sent?.body?.slice(0, 60).toString()].filter(Boolean);
    records.push(`> ${steady(heading.join('\n> '))}\n${describe(await send(line, sent))}`);
  }
  return records.join('\n\n');
}

/**
 * The file with the recorded answers. After an intended change, run this test with `--update`, and read what has changed.
 */
const fileOf = (group: string) => `../../fixtures/answers/${group.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}.txt`;

test.each(Object.keys(REQUESTS))('the answers of %s are those that are recorded', async (group) => {
  await expect(await record(group)).toMatchFileSnapshot(fileOf(group));
});

test('a process that shuts down closes the connection after each answer', async () => {
  lifecycle.draining = true;
  const requests: [string, Sent?][] = [
    ['GET /v1/products'],
    ['GET /v1/products/oak'],
    ['GET /api/none'],
    ['GET /none'],
  ];
  const headers = await Promise.all(requests.map(async ([line]) => (await fetch(base + line.split(' ')[1])).headers));
  lifecycle.draining = false;
  expect(headers.map((each) => each.get('connection'))).toEqual(['close', 'close', 'close', 'close']);
});

test('the answers are measured by the names of their routes', async () => {
  const { values } = await httpRequestDuration.get();
  const counted = values
    .filter(({ metricName }) => metricName?.endsWith('_count'))
    .map(({ labels: { method, route, status } }) => `${route} ${method} ${status}`);
  await expect([...new Set(counted)].sort().join('\n')).toMatchFileSnapshot(fileOf('routes'));
});
