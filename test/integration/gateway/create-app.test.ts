import { describe, expect, it } from 'vitest';
import { endpoints } from '../../../src/endpoints/index.ts';
import { runtimeOf } from '../../../src/lib/runtime.ts';
import { asCustomer, asStaff, fromNewClient, readProblem, startGatewaySite, WEBSITE } from './gateway-site.ts';

const site = await startGatewaySite();
const { base } = site;

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(base + path, { headers: { ...fromNewClient(), ...headers }, redirect: 'manual' });

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(base + path, {
    method: 'POST',
    headers: { ...fromNewClient(), 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

describe('correlation ids', () => {
  const routes = [
    '/',
    '/healthz',
    '/readyz',
    '/v1/appointments/slots',
    '/v1/x',
    '/api/users/me',
    '/api/x',
    '/docs',
    '/x',
  ];

  it.each(routes)('are in the response to %s', async (path) => {
    expect((await get(path)).headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    const sent = await get(path, { 'x-correlation-id': 'my.own_id-1' });
    expect(sent.headers.get('x-correlation-id')).toBe('my.own_id-1');
  });

  it.each(['', 'with space', 'x'.repeat(129), 'ü'])('are replaced if the client sends %j', async (offered) => {
    const { headers } = await get('/healthz', { 'x-correlation-id': encodeURI(offered) });
    expect(headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('are part of problem documents', async () => {
    const response = await get('/v1/x', { 'x-correlation-id': 'followed' });
    expect(await readProblem(response)).toMatchObject({ code: 'not_found', correlationId: 'followed' });
  });
});

describe('callers of the API', () => {
  it('are accepted or refused by their kind and role', async () => {
    const [customer, admin, sales, analyst] = await Promise.all([
      asCustomer(site),
      asStaff(site.payload, 'admin'),
      asStaff(site.payload, 'sales'),
      asStaff(site.payload, 'analyst'),
    ]);
    const list = async (headers: Record<string, string>) => (await get('/v1/appointments', headers)).status;
    expect(await Promise.all([customer, admin, sales, analyst, {}].map(list))).toEqual([200, 200, 200, 403, 401]);
    const profile = async (headers: Record<string, string>) => (await get('/v1/me', headers)).status;
    expect(await Promise.all([customer, admin, sales, analyst, {}].map(profile))).toEqual([200, 403, 403, 403, 401]);
  });

  it.each(['Bearer nonsense', 'Bearer', 'Basic YTpi', 'Bearer eyJhbGciOiJub25lIn0.e30.'])(
    'are refused with %j',
    async (authorization) => {
      const response = await get('/v1/me', { authorization });
      expect(await readProblem(response)).toMatchObject({ code: 'unauthenticated', status: 401 });
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    },
  );

  it('may be staff who sign in by cookie, in requests from this site only', async () => {
    const { authorization = '' } = await asStaff(site.payload, 'sales');
    const cookie = `payload-token=${authorization.replace('Bearer ', '')}`;
    const from = async (headers: Record<string, string>) =>
      (await get('/v1/appointments', { cookie, ...headers })).status;
    expect(await from({ origin: 'http://localhost:3000' })).toBe(200);
    expect(await from({ origin: 'https://evil.example' })).toBe(401);
    expect(await from({})).toBe(401);
  });

  it('may send an expired token to public endpoints', async () => {
    expect((await get('/v1/appointments/slots', { authorization: 'Bearer stale' })).status).toBe(200);
  });
});

describe('`/v1` and `/api/v1`', () => {
  const customer = asCustomer(site);
  const JSON_TYPE = { 'content-type': 'application/json' };
  const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };

  type Sent = { headers?: Record<string, string>; body?: string };
  const REQUESTS: [request: string, sent?: Sent][] = [
    ['GET /v1/appointments/slots'],
    ['GET /v1/appointments'],
    ['GET /v1/appointments/slots?q=1'],
    ['GET /v1/products?limit=500'],
    ['GET /v1/products?limit=1&limit=2'],
    ['GET /v1/products?cursor=x'],
    [`GET /v1/products?q=${'x'.repeat(2001)}`],
    ['GET /v1/products/none'],
    ['POST /v1/auth/login', { headers: JSON_TYPE, body: '{' }],
    ['POST /v1/auth/login', { headers: JSON_TYPE, body: '[]' }],
    ['POST /v1/auth/login', { headers: JSON_TYPE, body: 'null' }],
    ['POST /v1/auth/login', { headers: JSON_TYPE, body: '{"email":1}' }],
    ['POST /v1/auth/login', { headers: JSON_TYPE, body: '' }],
    ['POST /v1/auth/login', { headers: FORM_TYPE, body: 'a=b' }],
    ['POST /v1/auth/login', { headers: { ...JSON_TYPE, 'x-http-method-override': 'GET' }, body: '{' }],
    ['POST /v1/auth/login', { headers: { ...FORM_TYPE, 'x-payload-http-method-override': 'GET' }, body: 'a=b' }],
    ['POST /v1/analytics/track', { headers: JSON_TYPE, body: '[]' }],
    ['POST /v1/analytics/track', { headers: JSON_TYPE, body: `{"event":"${'x'.repeat(65_536)}"}` }],
    ['POST /v1/analytics/track', { headers: { 'content-type': 'text/html' }, body: '{}' }],
  ];

  it.each(REQUESTS)('refuse and return the same: %s', async (request, { headers = {}, body }: Sent = {}) => {
    const [method, path = ''] = request.split(' ');
    const ask = async (address: string) => {
      const sent = { ...fromNewClient(), ...headers, 'x-correlation-id': 'same' };
      const response = await fetch(base + address, { method, headers: sent, body });
      return [response.status, response.headers.get('content-type'), await response.json()];
    };
    expect(await ask(`/api${path}`)).toEqual(await ask(path));
  });

  it('return the same responses to a customer', async () => {
    const headers = await customer;
    const [express, payload] = await Promise.all([
      get('/v1/appointments', headers),
      get('/api/v1/appointments', headers),
    ]);
    expect([payload.status, await payload.json()]).toEqual([express.status, await express.json()]);
    expect(payload.headers.get('content-type')).toBe(express.headers.get('content-type'));
  });

  it('limit bodies to the same size', async () => {
    const customer = await asCustomer(site);
    const body = `{"slotId":"${'x'.repeat(1_048_576)}"}`;
    expect((await post('/v1/appointments/holds', body, customer)).status).toBe(413);
    expect((await post('/api/v1/appointments/holds', body, customer)).status).toBe(413);
  });
});

describe('CORS', () => {
  it('lets the website read responses', async () => {
    const { headers } = await get('/v1/appointments/slots', { origin: WEBSITE });
    expect(headers.get('access-control-allow-origin')).toBe(WEBSITE);
    expect(headers.get('access-control-expose-headers')).toContain('RateLimit');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('responds to preflight requests of the website only', async () => {
    const preflight = (origin: string) =>
      fetch(`${base}/v1/appointments`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'idempotency-key',
        },
      });
    const allowed = await preflight(WEBSITE);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(['/v1/appointments/slots', '/api/users/me', '/v1/x'])(
    'sends no CORS headers to other origins on %s',
    async (path) => {
      const { headers } = await get(path, { origin: 'https://evil.example' });
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});

describe('rate limits', () => {
  const login = (headers: Record<string, string>) =>
    post('/v1/auth/login', { email: 'nobody@example.com', password: 'wrong horse battery' }, headers);

  it('count each client separately', async () => {
    const client = fromNewClient();
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await login(client)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await login(fromNewClient())).status).toBe(401);
  });

  it('count IPv6 clients by /64, and `/v1` and `/api/v1` together', async () => {
    const statuses = [];
    for (let i = 0; i < 6; i++) {
      const path = i % 2 ? '/v1/auth/resend-otp' : '/api/v1/auth/resend-otp';
      const headers = { 'x-forwarded-for': `2001:db8:0:1:${i}::1` };
      statuses.push((await post(path, { email: 'nobody@example.com' }, headers)).status);
    }
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
  });

  it.each(['/api/users/login', '/api/users/LOGIN/', '/api/users/forgot-password', '/api/users/accept-invitation'])(
    'allow 10 requests a minute to %s',
    async (path) => {
      const client = fromNewClient();
      const attempt = () => post(path, {}, client);
      for (let i = 0; i < 10; i++) expect((await attempt()).status).not.toBe(429);
      const refused = await attempt();
      expect(await readProblem(refused)).toMatchObject({ code: 'rate_limited', status: 429 });
      expect(refused.headers.get('ratelimit-policy')).toBe('"sign-in";q=10;w=60');
    },
  );

  it('accept exactly 600 of 1,000 reads of a new client, sent 200 at a time', async () => {
    const client = fromNewClient();
    const ask = async () => (await get('/v1/appointments/slots', client)).status;
    const statuses: number[] = [];
    // Send 200 requests at a time. More concurrent connections overflow the system's accept queue.
    for (let group = 0; group < 5; group += 1) statuses.push(...(await Promise.all(Array.from({ length: 200 }, ask))));
    expect(statuses.filter((status) => status === 200)).toHaveLength(600);
    expect(statuses.filter((status) => status === 429)).toHaveLength(400);
  });

  it('accept 200 concurrent reads of a new client', async () => {
    const client = fromNewClient();
    const ask = async () => (await get('/v1/products?limit=1', client)).status;
    expect(new Set(await Promise.all(Array.from({ length: 200 }, ask)))).toEqual(new Set([200]));
  });

  it('count requests for unknown paths against the general limit', async () => {
    const { headers } = await get('/v1/nothing');
    expect(headers.get('ratelimit-policy')).toBe('"general";q=600;w=60');
  });
});

describe('/api', () => {
  it('limits the number of documents and the depth of reads', async () => {
    const admin = await asStaff(site.payload, 'admin');
    const readLimit = async (search: string) =>
      ((await (await get(`/api/users?${search}`, admin)).json()) as { limit: number }).limit;
    expect(await readLimit('limit=100000&depth=10')).toBe(100);
    expect(await readLimit('limit=0')).toBe(100);
    const form = await post('/api/users', 'limit=0&where[role][equals]=admin', {
      ...admin,
      'content-type': 'application/x-www-form-urlencoded',
      'x-payload-http-method-override': 'GET',
    });
    expect(await form.json()).toMatchObject({
      limit: 100,
      docs: expect.arrayContaining([expect.objectContaining({ role: 'admin' })]),
    });
    const either = await post('/api/users', 'limit=5000', {
      ...admin,
      'content-type': 'application/x-www-form-urlencoded',
      'x-payload-http-method-override': 'no method',
      'x-http-method-override': 'GET',
    });
    expect(await either.json()).toMatchObject({ limit: 100 });
    const json = await post('/api/users', { locale: 'en&limit=5000' }, { ...admin, 'x-http-method-override': 'GET' });
    expect(await readProblem(json)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it('refuses bodies over 1 MiB before Payload reads them', async () => {
    const response = await post('/api/users/login', `{"email":"${'x'.repeat(1_048_576)}"}`);
    expect(await readProblem(response)).toMatchObject({ code: 'payload_too_large', status: 413 });
  });

  it('accepts a multipart form, and refuses one that is too large', async () => {
    const admin = await asStaff(site.payload, 'admin');
    const create = (form: FormData) =>
      fetch(`${base}/api/showrooms`, { method: 'POST', headers: { ...admin, ...fromNewClient() }, body: form });
    const fits = new FormData();
    fits.set('_payload', JSON.stringify({ name: 'Clapham' }));
    expect((await create(fits)).status).toBe(400);
    const huge = new FormData();
    huge.set('file', new Blob([new Uint8Array(12 * 1_048_576)]), 'huge.bin');
    expect(await readProblem(await create(huge))).toMatchObject({ code: 'payload_too_large' });
  });

  it('returns neither the stack nor the message of internal errors', async () => {
    const response = await get('/api/bookings?where[nonsense][equals]=1', await asStaff(site.payload, 'admin'));
    expect(await response.text()).not.toMatch(/node_modules|\.ts:|\.js:/);
  });
});

describe('the API documentation', () => {
  it('loads nothing from other hosts', async () => {
    const page = await get('/docs');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await page.text();
    expect(html).not.toMatch(/https?:\/\//);
    for (const [, path] of html.matchAll(/(?:src|href)="([^"]+)"/g)) expect((await get(path ?? '')).status).toBe(200);
    expect(await (await get('/docs/problems')).text()).toContain('id="slot_taken"');
  });

  it('lists each endpoint, and has an ETag', async () => {
    const response = await get('/openapi.json');
    const { paths } = (await response.json()) as { paths: Record<string, Record<string, unknown>> };
    for (const { method, path } of endpoints) expect(paths[path.replaceAll(/:(\w+)/g, '{$1}')]).toHaveProperty(method);
    const etag = response.headers.get('etag') ?? '';
    expect((await get('/openapi.json', { 'if-none-match': etag, 'cache-control': 'max-age=0' })).status).toBe(304);
  });
});

describe('security headers', () => {
  it('allow scripts of the admin UI only by nonce, a new one for each page', async () => {
    const policies = await Promise.all(
      [1, 2].map(async () => {
        // The server must ignore a nonce that the client chooses.
        const chosen = { 'content-security-policy': "script-src 'nonce-chosen'" };
        return String((await get('/admin/login', chosen)).headers.get('content-security-policy'));
      }),
    );
    const scripts = policies.map((policy) => /script-src ([^;]+)/.exec(policy)?.[1]);
    for (const source of scripts) expect(source).toMatch(/^'self' 'nonce-[\w+/]{22}=='$/);
    expect(scripts[0]).not.toBe(scripts[1]);
    for (const policy of policies) {
      expect(policy).toContain("frame-src 'self';");
      expect(/img-src ([^;]+)/.exec(policy)?.[1]).toBe(
        `'self' data: blob: ${new URL(runtimeOf(site.payload).cdnUrl).origin}`,
      );
    }
  });

  it('allow nothing to run on an API response', async () => {
    const { headers } = await get('/v1/appointments/slots');
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });
});

describe('the internal port', () => {
  it('measures requests by route pattern', async () => {
    await get('/v1/appointments/0199a1b2-0000-7000-8000-000000000000');
    const text = await (await fetch(`${site.internal}/metrics`)).text();
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/v1\/appointments\/:bookingId",status="401"\} \d/,
    );
    expect(text).toMatch(/rate_limit_rejections_total\{limit="sign-in"\} \d/);
    expect(text).not.toContain('0199a1b2');
  });

  it('requires one of the tokens', async () => {
    const ask = async (token?: string) =>
      (await fetch(`${site.internal}/internal/x`, { headers: token ? { 'x-internal-token': token } : {} })).status;
    expect(
      await Promise.all([
        ask(),
        ask('wrong'),
        ask('an-internal-token-for-tests'),
        ask('another-internal-token-for-tests'),
      ]),
    ).toEqual([401, 401, 404, 404]);
  });

  it('is not accessible through the public port', async () => {
    expect((await get('/metrics')).status).toBe(404);
    expect((await get('/internal/x', { 'x-internal-token': 'an-internal-token-for-tests' })).status).toBe(404);
  });
});

describe('the readiness check', () => {
  it('reports each dependency with its latency', async () => {
    const ok = { ok: true, latencyMs: expect.any(Number) };
    for (const url of [base, site.internal]) {
      const response = await fetch(`${url}/readyz`);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({
        status: 'ok',
        degraded: [],
        checks: { postgres: ok, redis: ok, migrations: { ...ok, pending: 0 } },
      });
    }
  });

  it('responds with 503 while the process shuts down, and other requests are still served', async () => {
    site.lifecycle.draining = true;
    const [ready, alive, slots] = await Promise.all(
      ['/readyz', '/healthz', '/v1/appointments/slots'].map((path) => get(path)),
    );
    site.lifecycle.draining = false;
    expect([ready?.status, alive?.status, slots?.status]).toEqual([503, 200, 200]);
    expect(slots?.headers.get('connection')).toBe('close');
  });
});

describe('invalid input', () => {
  it.each(['from=0000-01-01', 'from=9999-12-31', 'from=9999-12-20T00:00:00Z'])(
    'is a window of slots such as %s',
    async (query) => {
      const response = await get(`/v1/appointments/slots?${query}`);
      expect([response.status, (await readProblem(response)).code]).toEqual([400, 'validation_failed']);
    },
  );

  it.each(['abc', '', '00000000-0000-4000-8000-000000000000'])('is an unknown cursor such as %j', async (cursor) => {
    const response = await get(`/v1/appointments?cursor=${cursor}`, await asCustomer(site));
    expect([response.status, (await readProblem(response)).code]).toEqual([400, 'invalid_cursor']);
  });

  it.each<readonly [string, string]>([
    ['/v1/appointments', 'x'.repeat(101)],
    ['/v1/orders', 'x'],
    ['/v1/orders', ''],
    ['/v1/products', 'x'],
    ['/v1/products', 'x'.repeat(101)],
    ['/v1/blog', 'x'],
    ['/v1/blog', 'x'.repeat(101)],
    ...['/v1/appointments', '/v1/orders', '/v1/products', '/v1/blog'].flatMap((list) =>
      ['%00', 'a%0Ab', '%F0%9F', '%', 'a&cursor=b', '00000000-0000-4000-8000-000000000000'].map(
        (cursor) => [list, cursor] as const,
      ),
    ),
  ])('is a malformed cursor: %s %j', async (list, cursor) => {
    const response = await get(`${list}?cursor=${cursor}`, await asCustomer(site));
    expect([response.status, (await readProblem(response)).code]).toEqual([400, 'invalid_cursor']);
  });

  it('does not include additional parameters, which caches and trackers add', async () => {
    const added = '_=1&_t=2&utm_source=x&utm_campaign=%ff&gclid=a&fbclid=b';
    for (const path of ['/v1/products', '/v1/products/facets', '/v1/blog', '/v1/appointments/slots']) {
      expect([path, (await get(`${path}?${added}`)).status]).toEqual([path, 200]);
      expect((await get(`${path}?${added}&utm=1`)).status).toBe(400);
    }
  });

  it.each([
    ['bookings?where[status][equals]=ZZZ', [{ path: 'status.equals' }]],
    ['bookings?where[id][in]=a,b', [{ path: 'id.in' }]],
    ['bookings?where=abc', { code: 'validation_failed', errors: [{ path: 'where' }] }],
    ['bookings?page=-5', [{ path: 'page' }]],
  ])('gets 400 with the field on /api/%s', async (path, data) => {
    const response = await get(`/api/${path}`, await asStaff(site.payload, 'sales'));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ data }] });
  });

  it.each(['null', '[]', '7', '"text"', ' nul'])('is JSON that is not an object: %s', async (body) => {
    const headers = { ...(await asStaff(site.payload, 'sales')), 'content-type': 'application/json' };
    for (const [method, path] of [
      ['POST', '/api/bookings'],
      ['PATCH', '/api/bookings?where[id][exists]=true'],
      ['POST', '/api/users/login'],
      ['POST', '/api/graphql'],
    ] as const) {
      const response = await fetch(site.base + path, { method, headers: { ...headers, ...fromNewClient() }, body });
      expect([path, response.status, (await readProblem(response)).code]).toEqual([path, 400, 'malformed_json']);
    }
  });

  it('gets 404 for versions of a collection without versions', async () => {
    const headers = await asStaff(site.payload, 'sales');
    for (const path of ['/api/bookings/versions', '/api/bookings/versions/01a20ce4-a036-7793-8b63-5267724a48c6']) {
      expect([path, (await get(path, headers)).status]).toEqual([path, 404]);
    }
  });
});
