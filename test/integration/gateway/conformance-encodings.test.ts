import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { withTransaction } from '../../../src/database/transaction.ts';
import { endpoints } from '../../../src/endpoints/index.ts';
import { createOpenApiDocument } from '../../../src/gateway/create-openapi-document.ts';
import { runContentTask } from '../../../src/jobs/content/content-tasks.ts';
import { TIMINGS } from '../../../src/jobs/timings.ts';
import type { Product } from '../../../src/payload-types.ts';
import { requestTask } from '../../../src/services/content/publishing/task-runs.ts';
import { makeProduct } from '../../support/catalogue.ts';
import { startGateway } from '../../support/gateway.ts';
import { staffTokens } from '../../support/staff.ts';

const { payload, base } = await startGateway();
const products: Product[] = [];
for (let made = 0; made < 6; made += 1) products.push(await makeProduct(payload));
await withTransaction(payload, (req) => requestTask(req, 'sitemap', ['test']));
await runContentTask(payload, 'sitemap', { ...TIMINGS, propagationMs: -1 });
const { admin: token } = await staffTokens(payload);

type Got = { status: number; headers: Record<string, string | undefined>; bytes: Buffer };

/** Sends a request with `node:http` and returns the raw response. `fetch` would decode bodies and always ask for compression. */
const ask = (path: string, headers: Record<string, string> = {}, method = 'GET', body?: unknown) =>
  new Promise<Got>((resolve, reject) => {
    const sent = request(base + path, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Got['headers'],
          bytes: Buffer.concat(chunks),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });

const decode = { br: brotliDecompressSync, gzip: gunzipSync };

const signedIn = { authorization: `Bearer ${token}` };
const json = { 'content-type': 'application/json' };

/** Public resources whose responses have a kilobyte or more in this test. */
const LARGE = [
  '/v1/products',
  '/v1/products?limit=100',
  '/openapi.json',
  '/docs/problems',
  '/docs/assets/swagger-ui.css',
  '/docs/assets/swagger-ui-bundle.js',
  '/v1/analytics/tracker.js',
  '/sitemap.xml',
  '/api/products',
  '/api/v1/products',
];

describe.each(LARGE)('%s', (path) => {
  it.each(['br', 'gzip'] as const)('is sent as %s to clients that accept it', async (encoding) => {
    const plain = await ask(path);
    expect([plain.status, plain.headers['content-encoding']]).toEqual([200, undefined]);
    expect(plain.bytes.length).toBeGreaterThanOrEqual(1000);
    const packed = await ask(path, { 'accept-encoding': encoding });
    expect(packed.headers['content-encoding']).toBe(encoding);
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length);
    expect(decode[encoding](packed.bytes).toString()).toBe(plain.bytes.toString());
    for (const { headers } of [plain, packed]) expect(headers.vary).toMatch(/(?:^|, )Accept-Encoding$/);
    expect(packed.headers['content-type']).toBe(plain.headers['content-type']);
    expect(packed.headers.etag).toBe(plain.headers.etag);
    if (packed.headers.etag !== undefined) expect(packed.headers.etag).toMatch(/^W\//);
    const { 'content-length': length, 'transfer-encoding': chunked } = packed.headers;
    expect(length === undefined ? chunked : Number(length)).toBe(
      length === undefined ? 'chunked' : packed.bytes.length,
    );
  });

  it('has the same headers for HEAD as for GET', async () => {
    for (const accept of ['identity', 'br'].map((each) => ({ 'accept-encoding': each }))) {
      const [get, head] = [await ask(path, accept), await ask(path, accept, 'HEAD')];
      expect([head.status, head.bytes.length]).toEqual([200, 0]);
      for (const name of ['content-encoding', 'content-length', 'content-type', 'etag', 'vary'])
        expect([name, head.headers[name]]).toEqual([name, get.headers[name]]);
    }
  });

  it('responds with 304 whichever coding the client has cached', async () => {
    const { headers } = await ask(path, { 'accept-encoding': 'gzip' });
    if (headers.etag === undefined) return;
    const again = await ask(path, { 'accept-encoding': 'br', 'if-none-match': headers.etag });
    expect([again.status, again.bytes.length, again.headers['content-encoding']]).toEqual([304, 0, undefined]);
    expect([again.headers.etag, again.headers.vary]).toEqual([headers.etag, headers.vary]);
  });
});

describe('Accept-Encoding', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['GZIP', 'gzip'],
    ['br;q=0.5, gzip', 'gzip'],
    ['br;q=0.5, gzip;q=0.4', 'br'],
    ['br;q=0, *', 'gzip'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['identity', undefined],
    ['identity, br;q=0.5', undefined],
    ['identity;q=0.5, gzip;q=0.6', 'gzip'],
    ['gzip;q=0, br;q=0', undefined],
    ['deflate, zstd', undefined],
    ['nonsense ;;, =', undefined],
    ['', undefined],
  ])('%s selects the coding %s', async (accepted, encoding) => {
    for (const path of ['/v1/products', '/api/products', '/openapi.json']) {
      const { status, headers } = await ask(path, { 'accept-encoding': accepted });
      expect([path, status, headers['content-encoding']]).toEqual([path, 200, encoding]);
    }
  });
});

it('the gateway does not compress short responses', async () => {
  const { headers, bytes } = await ask('/healthz', { 'accept-encoding': 'br' });
  expect(bytes.length).toBeLessThan(1000);
  expect(headers['content-encoding']).toBeUndefined();
});

it('the gateway does not compress responses that contain a token or repeat the request', async () => {
  const accept = { ...json, ...signedIn, 'accept-encoding': 'gzip, br' };
  const note = 'n'.repeat(2000);
  const answers = [
    await ask('/api/users/me', accept),
    await ask('/api/users/refresh-token', accept, 'POST', {}),
    await ask(`/api/products/${products[0]?.id}`, accept, 'PATCH', { title: note.slice(0, 100) }),
    await ask('/v1/auth/login', accept, 'POST', { email: 'a@example.com', password: note }),
  ];
  for (const { headers } of answers) expect(headers['content-encoding']).toBeUndefined();
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400]);
});

/** The gateway compresses responses to reads. That is safe only while no such response contains a secret. */
it('no documented response to a read contains a token or secret', () => {
  const { paths = {} } = JSON.parse(JSON.stringify(createOpenApiDocument(endpoints, 'https://api.example.com')));
  const named = Object.entries(paths as Record<string, { get?: { responses: unknown } }>).flatMap(([path, { get }]) =>
    [...JSON.stringify(get?.responses ?? {}).matchAll(/"(\w*(?:token|secret|password|otp))":\{/gi)].map(
      ([, name]) => `${path}: ${name}`,
    ),
  );
  expect(named).toEqual([]);
});

it('no collection or global exposes a secret field', () => {
  const shown = [...payload.config.collections, ...payload.config.globals]
    .filter((each) => !('auth' in each && each.auth))
    .flatMap(({ slug, flattenedFields }) => flattenedFields.map((field) => ({ slug, field })))
    .filter(({ field }) => /token|secret|password/i.test(field.name) && !('hidden' in field && field.hidden))
    .map(({ slug, field }) => `${slug}.${field.name}`);
  expect(shown).toEqual([]);
});
