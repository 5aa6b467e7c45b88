import { describe, expect, it } from 'vitest';
import { asCustomer, asStaff, fromNewClient, problemOf, startGateway, WEBSITE } from './gateway-site.ts';

const site = await startGateway();
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

  it.each(routes)('stand on the answer of %s', async (path) => {
    expect((await get(path)).headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
    const sent = await get(path, { 'x-correlation-id': 'my.own_id-1' });
    expect(sent.headers.get('x-correlation-id')).toBe('my.own_id-1');
  });

  it.each(['', 'with space', 'x'.repeat(129), 'ü'])('are made anew for %j', async (offered) => {
    const { headers } = await get('/healthz', { 'x-correlation-id': encodeURI(offered) });
    expect(headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('stand in problem documents', async () => {
    const response = await get('/v1/x', { 'x-correlation-id': 'followed' });
    expect(await problemOf(response)).toMatchObject({ code: 'not_found', correlationId: 'followed' });
  });
});

describe('an answer that needs no Express', () => {
  const requests: [string, unknown?][] = [
    ['/v1/products?limit=2'],
    ['/v1/products?limit=none'],
    ['/v1/blog'],
    ['/v1/me'],
    ['/v1/auth/login', { email: 'nobody@example.com', password: 'wrong' }],
    ['/v1/auth/login', '{'],
    ['/v1/analytics/track', { event: 'page_view' }],
    ['/v1/analytics/track', { event: '' }],
  ];

  it.each(requests)('is the one that Express gives: %s %j', async (path, body) => {
    const answer = async (address: string) => {
      const headers = { origin: WEBSITE, 'x-correlation-id': 'same' };
      const response = await (body === undefined ? get(address, headers) : post(address, body, headers));
      const { date, ratelimit, ...rest } = Object.fromEntries(response.headers);
      return { status: response.status, body: await response.text(), headers: rest, limited: ratelimit !== undefined };
    };
    // With a slash at its end an address is left to Express.
    const inExpress = await answer(path.replace(/(?=\?|$)/, '/'));
    expect(inExpress.status).not.toBe(404);
    expect(await answer(path)).toEqual(inExpress);
  });
});

describe('callers', () => {
  it('are refused by kind and role', async () => {
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
      expect(await problemOf(response)).toMatchObject({ code: 'unauthenticated', status: 401 });
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    },
  );

  it('may be staff by the cookie, from this site alone', async () => {
    const { authorization = '' } = await asStaff(site.payload, 'sales');
    const cookie = `payload-token=${authorization.replace('Bearer ', '')}`;
    const from = async (headers: Record<string, string>) =>
      (await get('/v1/appointments', { cookie, ...headers })).status;
    expect(await from({ origin: 'http://localhost:3000' })).toBe(200);
    expect(await from({ origin: 'https://evil.example' })).toBe(401);
    expect(await from({})).toBe(401);
  });

  it('may hold a stale token where everybody is let in', async () => {
    expect((await get('/v1/appointments/slots', { authorization: 'Bearer stale' })).status).toBe(200);
  });
});

describe('the two mounts', () => {
  it('answer alike', async () => {
    const customer = await asCustomer(site);
    for (const [path, headers] of [
      ['/v1/appointments/slots', {}],
      ['/v1/appointments', customer],
      ['/v1/appointments', {}],
      ['/v1/appointments/slots?q=1', {}],
    ] as const) {
      const [express, payload] = await Promise.all([get(path, headers), get(`/api${path}`, headers)]);
      expect(payload.status).toBe(express.status);
      expect(payload.headers.get('content-type')).toBe(express.headers.get('content-type'));
      expect({ ...(await problemOf(payload)), correlationId: '' }).toEqual({
        ...(await problemOf(express)),
        correlationId: '',
      });
    }
  });

  it('cap bodies alike', async () => {
    const customer = await asCustomer(site);
    const body = `{"slotId":"${'x'.repeat(1_048_576)}"}`;
    expect((await post('/v1/appointments/holds', body, customer)).status).toBe(413);
    expect((await post('/api/v1/appointments/holds', body, customer)).status).toBe(413);
  });
});

describe('CORS', () => {
  it('lets the website read', async () => {
    const { headers } = await get('/v1/appointments/slots', { origin: WEBSITE });
    expect(headers.get('access-control-allow-origin')).toBe(WEBSITE);
    expect(headers.get('access-control-expose-headers')).toContain('RateLimit');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('answers the preflight of the website, and of no other', async () => {
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

  it.each(['/v1/appointments/slots', '/api/users/me', '/v1/x'])('says nothing to others on %s', async (path) => {
    const { headers } = await get(path, { origin: 'https://evil.example' });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('limits', () => {
  const login = (headers: Record<string, string>) =>
    post('/v1/auth/login', { email: 'nobody@example.com', password: 'wrong horse battery' }, headers);

  it('count each client by itself', async () => {
    const client = fromNewClient();
    const statuses = [];
    for (let i = 0; i < 6; i++) statuses.push((await login(client)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await login(fromNewClient())).status).toBe(401);
  });

  it('count IPv6 clients by /64, and both mounts together', async () => {
    const statuses = [];
    for (let i = 0; i < 6; i++) {
      const path = i % 2 ? '/v1/auth/resend-otp' : '/api/v1/auth/resend-otp';
      const headers = { 'x-forwarded-for': `2001:db8:0:1:${i}::1` };
      statuses.push((await post(path, { email: 'nobody@example.com' }, headers)).status);
    }
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
  });

  it.each(['/api/users/login', '/api/users/LOGIN/', '/api/users/forgot-password'])(
    'hold %s at 10 a minute',
    async (path) => {
      const client = fromNewClient();
      const attempt = () => post(path, {}, client);
      for (let i = 0; i < 10; i++) expect((await attempt()).status).not.toBe(429);
      const refused = await attempt();
      expect(await problemOf(refused)).toMatchObject({ code: 'rate_limited', status: 429 });
      expect(refused.headers.get('ratelimit-policy')).toBe('"sign-in";q=10;w=60');
    },
  );

  it('let exactly 600 of 1,000 reads of a new client through, 200 at once', async () => {
    const client = fromNewClient();
    const ask = async () => (await get('/v1/appointments/slots', client)).status;
    const statuses: number[] = [];
    // More connections at once overflow what the system keeps waiting to be accepted.
    for (let group = 0; group < 5; group += 1) statuses.push(...(await Promise.all(Array.from({ length: 200 }, ask))));
    expect(statuses.filter((status) => status === 200)).toHaveLength(600);
    expect(statuses.filter((status) => status === 429)).toHaveLength(400);
  });

  it('let 200 reads at once of a new client through', async () => {
    const client = fromNewClient();
    const ask = async () => (await get('/v1/products?limit=1', client)).status;
    expect(new Set(await Promise.all(Array.from({ length: 200 }, ask)))).toEqual(new Set([200]));
  });

  it('hold looking for paths at the general limit', async () => {
    const { headers } = await get('/v1/nothing');
    expect(headers.get('ratelimit-policy')).toBe('"general";q=600;w=60');
  });
});

describe('/api', () => {
  it('caps limit and depth of reads', async () => {
    const admin = await asStaff(site.payload, 'admin');
    const limitOf = async (search: string) =>
      ((await (await get(`/api/users?${search}`, admin)).json()) as { limit: number }).limit;
    expect(await limitOf('limit=100000&depth=10')).toBe(100);
    expect(await limitOf('limit=0')).toBe(100);
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
    expect(await problemOf(json)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
  });

  it('refuses bodies over 1 MiB before Payload reads them', async () => {
    const response = await post('/api/users/login', `{"email":"${'x'.repeat(1_048_576)}"}`);
    expect(await problemOf(response)).toMatchObject({ code: 'payload_too_large', status: 413 });
  });

  it('takes a multipart form, and cuts one that is too large', async () => {
    const admin = await asStaff(site.payload, 'admin');
    const create = (form: FormData) =>
      fetch(`${base}/api/showrooms`, { method: 'POST', headers: { ...admin, ...fromNewClient() }, body: form });
    const fits = new FormData();
    fits.set('_payload', JSON.stringify({ name: 'Clapham' }));
    expect((await create(fits)).status).toBe(400);
    const huge = new FormData();
    huge.set('file', new Blob([new Uint8Array(12 * 1_048_576)]), 'huge.bin');
    expect(await problemOf(await create(huge))).toMatchObject({ code: 'payload_too_large' });
  });

  it('shows no stack and no words of internal errors', async () => {
    const response = await get('/api/bookings?where[nonsense][equals]=1', await asStaff(site.payload, 'admin'));
    expect(await response.text()).not.toMatch(/node_modules|\.ts:|\.js:/);
  });
});

describe('documentation', () => {
  it('is served from here alone', async () => {
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
    const { endpoints } = await import('../../../src/endpoints/index.ts');
    for (const { method, path } of endpoints) expect(paths[path.replaceAll(/:(\w+)/g, '{$1}')]).toHaveProperty(method);
    const etag = response.headers.get('etag') ?? '';
    expect((await get('/openapi.json', { 'if-none-match': etag, 'cache-control': 'max-age=0' })).status).toBe(304);
  });
});

describe('security headers', () => {
  it('let nothing run on an answer of the API', async () => {
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

  it('wants one of the tokens', async () => {
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

  it('is not reachable through the public one', async () => {
    expect((await get('/metrics')).status).toBe(404);
    expect((await get('/internal/x', { 'x-internal-token': 'an-internal-token-for-tests' })).status).toBe(404);
  });
});

describe('health', () => {
  it('names each dependency with its latency', async () => {
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

  it('is 503 while the process shuts down, and requests are still answered', async () => {
    site.lifecycle.draining = true;
    const [ready, alive, slots] = await Promise.all(
      ['/readyz', '/healthz', '/v1/appointments/slots'].map((path) => get(path)),
    );
    site.lifecycle.draining = false;
    expect([ready?.status, alive?.status, slots?.status]).toEqual([503, 200, 200]);
    expect(slots?.headers.get('connection')).toBe('close');
  });
});

describe('input that is no good', () => {
  it.each(['from=0000-01-01', 'from=9999-12-31', 'from=9999-12-20T00:00:00Z'])(
    'is refused: slots?%s',
    async (query) => {
      const response = await get(`/v1/appointments/slots?${query}`);
      expect([response.status, (await problemOf(response)).code]).toEqual([400, 'validation_failed']);
    },
  );

  it.each(['abc', '', '00000000-0000-4000-8000-000000000000'])('is an unknown cursor: %j', async (cursor) => {
    const response = await get(`/v1/appointments?cursor=${cursor}`, await asCustomer(site));
    expect([response.status, (await problemOf(response)).code]).toEqual([400, 'invalid_cursor']);
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
  ])('is a cursor that is no good on any list: %s %j', async (list, cursor) => {
    const response = await get(`${list}?cursor=${cursor}`, await asCustomer(site));
    expect([response.status, (await problemOf(response)).code]).toEqual([400, 'invalid_cursor']);
  });

  it('is not what caches and trackers add', async () => {
    const added = '_=1&_t=2&utm_source=x&utm_campaign=%ff&gclid=a&fbclid=b';
    for (const path of ['/v1/products', '/v1/products/facets', '/v1/blog', '/v1/appointments/slots']) {
      expect([path, (await get(`${path}?${added}`)).status]).toEqual([path, 200]);
      expect((await get(`${path}?${added}&utm=1`)).status).toBe(400);
    }
  });

  it.each([
    'bookings?where[status][equals]=ZZZ',
    'bookings?where[id][in]=a,b',
    'bookings?where=abc',
    'bookings?page=-5',
  ])('is the client’s own fault: /api/%s', async (path) => {
    const response = await get(`/api/${path}`, await asStaff(site.payload, 'sales'));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ data: { code: 'validation_failed' } }] });
  });

  it.each(['null', '[]', '7', '"text"', ' nul'])('is no object: %s', async (body) => {
    const headers = { ...(await asStaff(site.payload, 'sales')), 'content-type': 'application/json' };
    for (const [method, path] of [
      ['POST', '/api/bookings'],
      ['PATCH', '/api/bookings?where[id][exists]=true'],
      ['POST', '/api/users/login'],
      ['POST', '/api/graphql'],
    ] as const) {
      const response = await fetch(site.base + path, { method, headers: { ...headers, ...fromNewClient() }, body });
      expect([path, response.status, (await problemOf(response)).code]).toEqual([path, 400, 'malformed_json']);
    }
  });

  it('is a version of what has none', async () => {
    const headers = await asStaff(site.payload, 'sales');
    for (const path of ['/api/bookings/versions', '/api/bookings/versions/01a20ce4-a036-7793-8b63-5267724a48c6']) {
      expect([path, (await get(path, headers)).status]).toEqual([path, 404]);
    }
  });
});
