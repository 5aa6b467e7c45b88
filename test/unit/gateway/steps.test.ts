import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineEndpoint } from '../../../src/endpoints/endpoint.ts';
import { Problem } from '../../../src/lib/problem.ts';
import { fakePayload, serveEndpoints } from './fake-site.ts';

const MIB = 1_048_576;
const log: string[] = [];
const common = { tag: 'Test', summary: 'For tests', callers: ['public'] } as const;

const base = await serveEndpoints(
  [
    defineEndpoint({
      ...common,
      method: 'post',
      path: '/v1/things',
      idempotent: true,
      body: z.strictObject({ name: z.string().max(MIB * 2), nested: z.strictObject({ n: z.number() }).optional() }),
      replies: { 201: z.object({ size: z.number(), key: z.string().nullable() }) },
      handle: async ({ body, idempotencyKey }) => ({
        status: 201,
        body: { size: body.name.length, key: idempotencyKey ?? null },
      }),
    }),
    defineEndpoint({
      ...common,
      method: 'get',
      path: '/v1/things',
      query: z.strictObject({ q: z.string().optional(), filter: z.record(z.string(), z.string()).optional() }),
      replies: { 200: z.unknown() },
      handle: async ({ query }) => ({ status: 200, body: query }),
    }),
    defineEndpoint({
      ...common,
      method: 'get',
      path: '/v1/things/:thingId',
      params: z.strictObject({ thingId: z.string() }),
      replies: { 200: z.object({ thingId: z.string() }) },
      handle: async ({ params }) => ({ status: 200, body: params }),
    }),
    defineEndpoint({
      ...common,
      method: 'get',
      path: '/v1/things/first',
      replies: { 200: z.literal('literal') },
      handle: async () => ({ status: 200, body: 'literal', type: 'text/plain' }),
    }),
    defineEndpoint({
      ...common,
      method: 'get',
      path: '/v1/breaks/:how',
      params: z.strictObject({ how: z.string() }),
      replies: { 200: z.object({ ok: z.literal(true) }) },
      handle: async ({ params }) => {
        if (params.how === 'refused') throw new Problem('slot_taken', 'Somebody was faster.');
        if (params.how === 'postgres') throw Object.assign(new Error('failed'), { cause: lostConnection() });
        if (params.how === 'payload') throw Object.assign(new Error('gone'), { status: 404 });
        if (params.how === 'schema') return { status: 200, body: { ok: 'no' } };
        throw new Error('secret-detail of ada@example.com');
      },
    }),
    defineEndpoint({
      ...common,
      method: 'post',
      path: '/v1/limited',
      limit: { points: 2, seconds: 60 },
      replies: { 204: null },
      handle: async () => ({ status: 204 }),
    }),
  ],
  fakePayload(log),
);

const lostConnection = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

const send = (body: string | Uint8Array, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  fetch(`${base}/v1/things`, { method: 'POST', body: body as BodyInit, headers });

async function problem(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const body = (await response.json()) as Record<string, unknown>;
  expect(body).toMatchObject({
    type: `/docs/problems#${body.code}`,
    status: response.status,
    title: expect.any(String),
    detail: expect.any(String),
    correlationId: response.headers.get('x-correlation-id'),
  });
  return body;
}

describe('the input of an endpoint', () => {
  it('is parsed before it reaches the handler', async () => {
    const response = await send('{"name":"oak"}', { 'content-type': 'application/json; charset=utf-8' });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ size: 3, key: null });
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it.each([
    ['an unknown key', '{"name":"oak","role":"admin"}', 'role'],
    ['an unknown nested key', '{"name":"oak","nested":{"n":1,"x":1}}', 'nested.x'],
    ['a key of the prototype', '{"name":"oak","__proto__":{"admin":true}}', '__proto__'],
    ['a wrong type', '{"name":1}', 'name'],
    ['NUL', '{"name":"a\\u0000b"}', 'name'],
  ])('is refused with %s, with the path of the error', async (_case, body, path) => {
    const answer = await problem(await send(body));
    expect(answer).toMatchObject({ code: 'validation_failed', status: 400, errors: [{ path }] });
  });

  it('has U+FFFD instead of half a surrogate pair', async () => {
    const response = await send('{"name":"ab\\ud83d"}');
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ size: 3, key: null });
  });

  it('may contain an emoji that is escaped as a surrogate pair', async () => {
    expect((await send('{"name":"\\ud83d\\ude00"}')).status).toBe(201);
  });

  it.each(['{"name":', '', 'nonsense', '{"name":"oak"}x'])('is refused if it is malformed JSON: %j', async (body) => {
    const { code } = await problem(await send(body));
    expect(code).toBe(body === '' ? 'validation_failed' : 'malformed_json');
  });

  it('is refused with bytes that are not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(await problem(await send(bytes))).toMatchObject({ code: 'malformed_json' });
  });

  it.each([
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'application/json; charset=iso-8859-1' },
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  ])('is refused with the headers %j', async (headers) => {
    expect(await problem(await send('{"name":"oak"}', headers as Record<string, string>))).toMatchObject({
      code: 'unsupported_media_type',
      status: 415,
    });
  });

  it('may have a body of exactly 1 MiB and not one byte more', async () => {
    const body = (bytes: number) => `{"name":"${'x'.repeat(bytes - 11)}"}`;
    expect((await send(body(MIB))).status).toBe(201);
    expect(await problem(await send(body(MIB + 1)))).toMatchObject({ code: 'payload_too_large', status: 413 });
  });

  it('includes the query with its brackets', async () => {
    const response = await fetch(`${base}/v1/things?q=a+b&filter[colour]=white,grey&filter%5Bstyle%5D=shaker`);
    expect(await response.json()).toEqual({ q: 'a b', filter: { colour: 'white,grey', style: 'shaker' } });
  });

  it.each(['q=1&q=2', 'filter[a]=1&filter[a]=2', 'filter=1&filter[a]=2', 'q=%', 'q=%ff', 'q=%00', '__proto__[x]=1'])(
    'is refused with the query %s',
    async (search) => {
      expect(await problem(await fetch(`${base}/v1/things?${search}`))).toMatchObject({ code: 'validation_failed' });
      expect(({} as Record<string, unknown>).x).toBeUndefined();
    },
  );

  it('is refused with invalid percent-encoding in the path', async () => {
    expect(await problem(await fetch(`${base}/v1/things/%ff`))).toMatchObject({ code: 'validation_failed' });
  });

  it('may have an Idempotency-Key of 1 to 255 visible ASCII characters', async () => {
    const withKey = (key: string) =>
      send('{"name":"oak"}', { 'content-type': 'application/json', 'idempotency-key': key });
    expect(await (await withKey('k'.repeat(255))).json()).toMatchObject({ key: 'k'.repeat(255) });
    for (const key of ['k'.repeat(256), 'with space', 'é']) {
      expect(await problem(await withKey(key))).toMatchObject({ errors: [{ path: 'Idempotency-Key' }] });
    }
  });
});

describe('a body without a length', () => {
  it('is refused while it is still being sent, and the connection is closed', async () => {
    const { port } = new URL(base);
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    let sent = 0;
    socket.on('data', (chunk) => (answer += chunk)).on('error', () => {});
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(
      'POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    while (!socket.destroyed && sent < 400) {
      socket.write(chunk);
      sent += 1;
      await pause(10);
    }
    await closed;
    expect(answer).toContain('HTTP/1.1 413');
    expect(answer).toContain('payload_too_large');
    expect(sent).toBeLessThan(400);
  });
});

describe('the router', () => {
  it('prefers a route with a literal segment to one with a parameter', async () => {
    expect(await (await fetch(`${base}/v1/things/first`)).text()).toBe('literal');
    expect(await (await fetch(`${base}/v1/things/second`)).json()).toEqual({ thingId: 'second' });
  });

  it('responds with 405 and Allow to unknown methods, and to OPTIONS with the same Allow', async () => {
    const response = await fetch(`${base}/v1/things`, { method: 'DELETE' });
    expect(await problem(response)).toMatchObject({ code: 'method_not_allowed', status: 405 });
    expect(response.headers.get('allow')).toBe('POST, GET, HEAD, OPTIONS');
    const options = await fetch(`${base}/v1/things`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST, GET, HEAD, OPTIONS']);
  });

  it('responds to HEAD as to GET, without a body', async () => {
    const response = await fetch(`${base}/v1/things?q=1`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('9');
    expect(await response.text()).toBe('');
  });

  it('responds with 404 to unknown paths', async () => {
    expect(await problem(await fetch(`${base}/v1/nothing`))).toMatchObject({ code: 'not_found', status: 404 });
  });
});

describe('the response to an error', () => {
  const broken = (how: string) => fetch(`${base}/v1/breaks/${how}`);

  it('has the code and detail of a refusal', async () => {
    expect(await problem(await broken('refused'))).toMatchObject({
      code: 'slot_taken',
      status: 409,
      detail: 'Somebody was faster.',
    });
  });

  it('is 503 with Retry-After when a connection is lost', async () => {
    const response = await broken('postgres');
    expect(await problem(response)).toMatchObject({ code: 'unavailable', status: 503 });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('has the status of the error if the error has one', async () => {
    expect(await problem(await broken('payload'))).toMatchObject({ code: 'not_found' });
  });

  it.each(['boom', 'schema'])('is 500 without any detail of the error, which is logged: %s', async (how) => {
    log.length = 0;
    const answer = await problem(await broken(how));
    expect(answer).toMatchObject({ code: 'internal_error', detail: 'Something went wrong' });
    const [line] = log.map((each) => JSON.parse(each));
    expect(line).toMatchObject({ level: 'error', route: '/v1/breaks/:how', correlationId: answer.correlationId });
    expect(line.err.stack).toContain('steps');
    expect(JSON.stringify(line)).not.toContain('ada@example.com');
  });
});

describe('a rate limit', () => {
  it('counts down, and then responds with 429 and Retry-After', async () => {
    const call = () => fetch(`${base}/v1/limited`, { method: 'POST' });
    const first = await call();
    expect(first.status).toBe(204);
    expect(first.headers.get('ratelimit-policy')).toBe('"POST /v1/limited";q=2;w=60');
    expect(first.headers.get('ratelimit')).toBe('"POST /v1/limited";r=1;t=60');
    await call();
    const third = await call();
    expect(await problem(third)).toMatchObject({ code: 'rate_limited', status: 429 });
    expect(third.headers.get('ratelimit')).toMatch(/^"POST \/v1\/limited";r=0;t=\d+$/);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
