import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { aheadOfExpress } from '../../../src/gateway/ahead-of-express.ts';
import { arrivalReader } from '../../../src/gateway/arrival.ts';
import { directEndpoint } from '../../../src/gateway/endpoint.ts';
import { Problem } from '../../../src/problem.ts';
import { fakePayload } from './fake-site.ts';

const log: string[] = [];
const refusal = vi.fn<() => Problem | undefined>();
const isReached = vi.fn(() => false);
const countRefused = vi.fn(async () => {});
const taken = vi.fn<(name: string) => void>();
const firstBytes = vi.fn();

const things = directEndpoint({
  method: 'post',
  path: '/v1/things',
  tag: 'Test',
  summary: 'For tests',
  callers: ['public'],
  limit: { points: 1, seconds: 1, own: { isReached, refusal, countRefused } },
  maxBodyBytes: 100,
  plainText: true,
  unscoped: true,
  body: z.strictObject({ name: z.string() }),
  replies: { 202: z.strictObject({ name: z.string() }) },
  direct: (context) => {
    const { name } = context.body;
    taken(name);
    if (name === 'throws') throw new Error('Not foreseen.');
    if (name === 'refused') context.refuse(new Problem('unavailable', 'Full.'));
    else if (name === 'undocumented') context.reply({ status: 202, body: { other: 1 } });
    else
      context.reply({ status: 202, body: { name: context.header('x-name') ?? name }, headers: { RateLimit: 'r=1' } });
  },
});

const answer = aheadOfExpress(fakePayload(log), {
  publicUrl: 'https://shop.test',
  development: false,
  corsOrigins: [],
  endpoints: [things],
});
const arrive = arrivalReader({ trustedProxies: [], websiteTokens: [] });
const server = createServer((req, res) => {
  if (req.headers['x-watched']) req.once('data', firstBytes);
  arrive(req);
  if (!answer(req, res)) res.writeHead(404).end();
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

test('is answered like one that goes the general way, headers and all', async () => {
  const general = await post(named('a'), {
    'content-type': 'application/json; charset="utf-8"',
    'x-correlation-id': 'c',
  });
  const direct = await post(named('a'), { 'x-correlation-id': 'c' });
  expect([direct.status, await direct.json()]).toEqual([general.status, await general.json()]);
  expect(Object.fromEntries(direct.headers)).toEqual(Object.fromEntries(general.headers));
});

test('is read to its length, in however many pieces it comes', async () => {
  const socket = await open();
  const body = named('pieces ü');
  const bytes = Buffer.from(body);
  socket.write(raw('', bytes.length, 'X-Watched: 1\r\nConnection: close\r\n'));
  socket.write(bytes.subarray(0, 18));
  await vi.waitFor(() => expect(firstBytes).toHaveBeenCalled());
  expect(taken).not.toHaveBeenCalled();
  socket.write(bytes.subarray(18));
  expect(await text(socket)).toContain(body);
});

test('is answered in its turn when several come at once', async () => {
  const socket = await open();
  const names = ['one', 'refused', 'two', 'three'];
  socket.write(names.map((name) => raw(named(name), named(name).length)).join(''));
  socket.write(raw(named('last'), named('last').length, 'Connection: close\r\n'));
  const statuses = [...(await text(socket)).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  expect(statuses).toEqual(['202', '503', '202', '202', '202']);
  expect(taken.mock.calls.flat()).toEqual([...names, 'last']);
});

test('whose sender goes away in the middle is nothing', async () => {
  const socket = await open();
  socket.write(raw('{"name"', 50, 'X-Watched: 1\r\n'));
  await vi.waitFor(() => expect(firstBytes).toHaveBeenCalled());
  socket.destroy();
  expect((await post(named('after'))).status).toBe(202);
  expect(taken.mock.calls).toEqual([['after']]);
});

test.each([
  ['throws', 500, 'internal_error'],
  ['refused', 503, 'unavailable'],
])('whose handler %s gets a problem with its correlation id', async (name, status, code) => {
  const response = await post(named(name), { 'x-correlation-id': 'mine' });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code, correlationId: 'mine' });
  expect(log.join('')).toContain('mine');
});

test('gets no reply that is not documented', async () => {
  expect((await post(named('undocumented'))).status).toBe(500);
  expect(log.join('')).toContain('that is not documented');
});

test.each([
  ['no JSON', '{', 'application/json', 400],
  ['of another shape', '{}', 'application/json', 400],
  ['a NUL', '{"name":"\\u0000"}', 'text/plain;charset=UTF-8', 400],
  ['too long', named('x'.repeat(100)), 'application/json', 413],
  ['of another type', named('a'), 'text/html', 415],
])('that is %s is counted once and not taken', async (_what, body, type, status) => {
  expect((await post(body, { 'content-type': type })).status).toBe(status);
  expect(countRefused).toHaveBeenCalledOnce();
  expect(taken).not.toHaveBeenCalled();
});

test('from a client that is at its limit is refused before it is read', async () => {
  isReached.mockReturnValueOnce(true);
  refusal.mockReturnValueOnce(new Problem('rate_limited'));
  expect((await post(named('a'))).status).toBe(429);
  expect(refusal).toHaveBeenCalledOnce();
  expect(taken).not.toHaveBeenCalled();
  expect(countRefused).not.toHaveBeenCalled();
});
