import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { defineEndpoint } from '../../../src/endpoints/endpoint.ts';
import { createListener } from '../../../src/gateway/listener.ts';
import { createRouter } from '../../../src/gateway/router.ts';
import { Problem } from '../../../src/lib/problem.ts';
import { fakePayload } from './fake-site.ts';

const log: string[] = [];
const peek = vi.fn<() => Problem | undefined>();
const spend = vi.fn(async () => {});
const handled = vi.fn<(name: string) => void>();
const firstBytes = vi.fn();

const things = defineEndpoint({
  method: 'post',
  path: '/v1/things',
  tag: 'Test',
  summary: 'For tests',
  callers: ['public'],
  limit: { points: 1, seconds: 1, counter: { peek, spend } },
  maxBodyBytes: 100,
  plainText: true,
  body: z.strictObject({ name: z.string() }),
  replies: { 202: z.strictObject({ name: z.string() }) },
  handle: (context) => {
    const { name } = context.body;
    handled(name);
    if (name === 'throws') throw new Error('Not foreseen.');
    if (name === 'refused') return Promise.reject(new Problem('unavailable', 'Full.'));
    if (name === 'undocumented') return { status: 202, body: { other: 1 } };
    return { status: 202, body: { name: context.header('x-name') ?? name }, headers: { RateLimit: 'r=1' } };
  },
});

const listener = createListener({ payload: fakePayload(log), find: createRouter([things]) });
const server = createServer((req, res) => {
  if (req.headers['x-watched']) req.once('data', firstBytes);
  listener(req, res);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const url = `http://127.0.0.1:${port}/v1/things`;

beforeEach(() => {
  log.length = 0;
  vi.clearAllMocks();
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise<void>((resolve) => server.close(() => resolve()));
});

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

const raw = (body: string, length: number, more = '') =>
  `POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n${more}\r\n${body}`;

async function open(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

const named = (name: string) => JSON.stringify({ name });

test('a body that arrives in pieces is read to its full length', async () => {
  const socket = await open();
  const body = named('pieces ü');
  const bytes = Buffer.from(body);
  socket.write(raw('', bytes.length, 'X-Watched: 1\r\nConnection: close\r\n'));
  socket.write(bytes.subarray(0, 18));
  await vi.waitFor(() => expect(firstBytes).toHaveBeenCalled());
  expect(handled).not.toHaveBeenCalled();
  socket.write(bytes.subarray(18));
  expect(await text(socket)).toContain(body);
});

test('pipelined requests are answered in order', async () => {
  const socket = await open();
  const names = ['one', 'refused', 'two', 'three'];
  socket.write(names.map((name) => raw(named(name), named(name).length)).join(''));
  socket.write(raw(named('last'), named('last').length, 'Connection: close\r\n'));
  const statuses = [...(await text(socket)).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  expect(statuses).toEqual(['202', '503', '202', '202', '202']);
  expect(handled.mock.calls.flat()).toEqual([...names, 'last']);
});

test('a request whose client disconnects before the end of the body counts, and does not reach the handler', async () => {
  const socket = await open();
  socket.write(raw('{"name"', 50, 'X-Watched: 1\r\n'));
  await vi.waitFor(() => expect(firstBytes).toHaveBeenCalled());
  socket.destroy();
  await vi.waitFor(() => expect(spend).toHaveBeenCalledOnce());
  expect((await post(named('after'))).status).toBe(202);
  expect(handled.mock.calls).toEqual([['after']]);
});

test.each([
  ['throws', 500, 'internal_error'],
  ['refused', 503, 'unavailable'],
])('a handler that ends with "%s" causes a problem with the correlation id', async (name, status, code) => {
  const response = await post(named(name), { 'x-correlation-id': 'mine' });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code, correlationId: 'mine' });
  expect(log.join('')).toContain('mine');
});

test('an undocumented response is not sent', async () => {
  expect((await post(named('undocumented'))).status).toBe(500);
  expect(log.join('')).toContain('does not match its documented schema');
});

test.each([
  ['not JSON', '{', 'application/json', 400],
  ['of another shape', '{}', 'application/json', 400],
  ['text with a NUL', '{"name":"\\u0000"}', 'text/plain;charset=UTF-8', 400],
  ['too long', named('x'.repeat(100)), 'application/json', 413],
  ['of another type', named('a'), 'text/html', 415],
])(
  'a request with a body that is %s counts once, and does not reach the handler',
  async (_case, body, type, status) => {
    expect((await post(body, { 'content-type': type })).status).toBe(status);
    expect(spend).toHaveBeenCalledOnce();
    expect(handled).not.toHaveBeenCalled();
  },
);

test('a request from a client at its limit is refused before its body is read', async () => {
  peek.mockReturnValueOnce(new Problem('rate_limited'));
  expect((await post(named('a'))).status).toBe(429);
  expect(peek).toHaveBeenCalledOnce();
  expect(handled).not.toHaveBeenCalled();
  expect(spend).not.toHaveBeenCalled();
});
