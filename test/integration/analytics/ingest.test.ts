import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { countBufferedEvents, LENGTH_KEY, STREAM_KEY } from '../../../src/services/analytics/buffer-scripts.ts';
import { startFlusher } from '../../../src/services/analytics/flusher.ts';
import { BROWSER, createEventType, readStoredEvents, readWaitingEvents } from '../../support/analytics.ts';
import { makeCustomer } from '../../support/appointments.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { until } from '../../support/until.ts';

const { payload, redis, base, call } = await startGateway();
const TRACK = '/v1/analytics/track';
const BATCH = '/v1/analytics/batch';

afterEach(() => redis.del(STREAM_KEY));

const send = (body: unknown, headers: Record<string, string> = {}, path = TRACK) =>
  call('post', path, { body, headers: { 'user-agent': BROWSER, ...headers } });

const buffered = () => readWaitingEvents(redis);

const raw = (body: string, headers: Record<string, string>, path = TRACK) =>
  fetch(`${base}${path}`, { method: 'POST', headers, body });

describe('an event', () => {
  test('of a product page is accepted and added to the buffer', async () => {
    const sent = {
      event: 'product_viewed',
      properties: { productId: uuidv7(), category: 'KITCHEN' },
      sessionId: 'a-session',
      pageUrl: 'https://www.lomashwood.co.uk/kitchens?utm_source=news&gclid=click#top',
      referrer: 'https://www.google.com/',
    };
    const { status, body, headers } = await send(sent);
    expect([status, body]).toEqual([202, { accepted: 1 }]);
    expect(headers.get('x-correlation-id')).toBeTruthy();
    expect(headers.get('ratelimit-policy')).toBe('"analytics";q=100000;w=60');
    expect(await buffered()).toEqual([
      {
        id: expect.any(String),
        type: 'product_viewed',
        category: null,
        properties: sent.properties,
        sessionId: 'a-session',
        userId: null,
        pageUrl: 'https://www.lomashwood.co.uk/kitchens?utm_source=news&gclid=click',
        referrer: 'https://www.google.com/',
        utm: { utm_source: 'news', gclid: 'click' },
        isBot: false,
        ipPrefix: '127.0.0.0/24',
        occurredAt: expect.any(String),
        receivedAt: expect.any(String),
      },
    ]);
  });

  test('is accepted as text/plain from sendBeacon, and by hosts without Express', async () => {
    const body = JSON.stringify({ event: 'page_view' });
    expect((await raw(body, { 'content-type': 'text/plain;charset=UTF-8' })).status).toBe(202);
    expect((await call('post', `/api${TRACK}`, { body: { event: 'page_view' } })).status).toBe(202);
    expect((await raw(body, { 'content-type': 'text/html' })).status).toBe(415);
    expect(await countBufferedEvents(payload)).toBe(2);
  });

  test('has the customer of a valid token, and is stored without a customer if the token is invalid', async () => {
    const customerId = await makeCustomer(payload);
    await send({ event: 'a' }, { authorization: `Bearer ${await customerToken(payload, customerId)}` });
    await send({ event: 'b' }, { authorization: 'Bearer nonsense' });
    expect((await buffered()).map(({ userId }) => userId)).toEqual([customerId, null]);
  });

  test('of a bot is marked', async () => {
    await send({ event: 'a' }, { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' });
    expect((await buffered())[0]).toMatchObject({ isBot: true });
  });

  test.each(['sec-gpc', 'dnt'])('of a visitor who sends %s has no identifier of the visitor', async (header) => {
    const token = await customerToken(payload);
    const sent = {
      event: 'page_view',
      sessionId: 'secret-session',
      eventId: uuidv7(),
      pageUrl: 'https://www.lomashwood.co.uk/k?utm_source=news&gclid=secret-click&uid=secret-user',
      referrer: 'https://mail.test/?to=secret-friend',
      properties: { userId: 'secret-user', clientId: 'secret-client', page: 2 },
    };
    await send(sent, { [header]: '1', authorization: `Bearer ${token}` });
    const [event] = await buffered();
    expect(event).toMatchObject({
      ...{ type: 'page_view', sessionId: null, userId: null, ipPrefix: null, properties: { page: 2 } },
      ...{ utm: { utm_source: 'news' }, pageUrl: 'https://www.lomashwood.co.uk/k', referrer: 'https://mail.test/' },
    });
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  test('has the time of receipt, and the client’s time only if that time is plausible', async () => {
    const sent = ['2001-01-01T00:00:00Z', new Date(Date.now() - 60_000).toISOString(), '2099-01-01T00:00:00+01:00'];
    for (const occurredAt of sent) await send({ event: 'a', occurredAt });
    const [old, recent, future] = await buffered();
    expect(old?.occurredAt).toBe(old?.receivedAt);
    expect(recent?.occurredAt).toBe(sent[1]);
    expect(Date.parse(String(recent?.receivedAt)) - Date.parse(String(recent?.occurredAt))).toBeGreaterThanOrEqual(
      60_000,
    );
    expect(future?.occurredAt).toBe(future?.receivedAt);
  });
});

test.each([
  ['too deep', { a: { b: { c: { d: { e: { f: 1 } } } } } }, { a: { b: { c: { d: {} } } } }],
  ['too long', { a: 'x'.repeat(9000), b: 1 }, { a: 'x'.repeat(8191) }],
  [
    'cut in the middle of a character',
    { a: 'x\ud83d', '\udc00': ['\udc00y'] },
    { a: 'x\ufffd', '\ufffd': ['\ufffdy'] },
  ],
  ['with NUL', { 'a\0': 'x\0y', list: ['\0', { b: '\0\ud83d' }] }, { a: 'xy', list: ['', { b: '\ufffd' }] }],
])('properties that are %s are corrected, and the event is accepted', async (_name, properties, kept) => {
  const sent = { event: createEventType(), properties };
  for (const [path, body] of [
    [TRACK, sent],
    [BATCH, { events: [sent] }],
  ] as const) {
    expect((await send(body, {}, path)).status).toBe(202);
    const events = (await readWaitingEvents(redis)).filter(({ type }) => type === sent.event);
    expect(events.at(-1)?.properties).toEqual(kept);
  }
});

describe('a bad event', () => {
  test.each([
    ['no name', {}, 'event'],
    ['an empty name', { event: ' ' }, 'event'],
    ['a name of 101 characters', { event: 'x'.repeat(101) }, 'event'],
    ['an unknown key', { event: 'a', surprise: 1 }, 'surprise'],
    ['an eventId that is not a UUID', { event: 'a', eventId: '1' }, 'eventId'],
    ['a day that does not exist', { event: 'a', occurredAt: '2027-02-29T00:00:00Z' }, 'occurredAt'],
    ['an address that is too long', { event: 'a', pageUrl: 'x'.repeat(2001) }, 'pageUrl'],
    ['properties that are a list', { event: 'a', properties: [] }, 'properties'],
  ])('with %s is refused with the path of the error', async (_name, body, path) => {
    const answer = await send(body);
    expect([answer.status, answer.body]).toEqual([
      400,
      expect.objectContaining({ code: 'validation_failed', errors: [expect.objectContaining({ path })] }),
    ]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await countBufferedEvents(payload)).toBe(0);
  });

  test('makes the server refuse its batch, with the index of the event', async () => {
    const answer = await send({ events: [{ event: 'a' }, { event: 'b', eventId: 'x' }] }, {}, BATCH);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ path: 'events.1.eventId' }] });
    expect(await countBufferedEvents(payload)).toBe(0);
  });

  test.each([
    ['nothing', '', 400],
    ['malformed JSON', '{"event":', 400],
    ['JSON that is not an object', '"event"', 400],
    ['text that is not UTF-8', Buffer.from([0x22, 0xff, 0x22]).toString('latin1'), 400],
    ['40,000 brackets', '['.repeat(40_000), 400],
    ['40,000 brackets that close', '['.repeat(30_000) + ']'.repeat(30_000), 400],
    ['65,537 bytes', JSON.stringify({ event: 'a', properties: { a: 'x'.repeat(65_537) } }), 413],
  ])('with a body of %s is refused', async (_name, body, status) => {
    expect((await raw(body, { 'content-type': 'application/json' })).status).toBe(status);
    expect(await countBufferedEvents(payload)).toBe(0);
  });

  test('of more than 64 KiB without Content-Length is refused before it is fully read', async () => {
    const chunk = Buffer.alloc(16_384, 'x');
    let sent = 0;
    const body = new ReadableStream({
      async pull(controller) {
        if (sent === 200) return controller.close();
        sent += 1;
        controller.enqueue(chunk);
        await pause(1);
      },
    });
    const options = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } };
    expect((await fetch(`${base}${TRACK}`, options as RequestInit)).status).toBe(413);
    expect(sent).toBeLessThan(200);
  });

  test('does not change a prototype', async () => {
    await raw('{"event":"a","properties":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}', {
      'content-type': 'application/json',
    });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('a batch', () => {
  test('of 50 events is accepted; a batch of 51 events or none is refused', async () => {
    const events = Array.from({ length: 50 }, (_, i) => ({ event: `e${i}` }));
    expect((await send({ events }, {}, BATCH)).body).toEqual({ accepted: 50 });
    expect((await buffered()).map(({ type }) => type)).toEqual(events.map(({ event }) => event));
    expect((await send({ events: [...events, { event: 'e' }] }, {}, BATCH)).status).toBe(400);
    expect((await send({ events: [] }, {}, BATCH)).status).toBe(400);
    expect(await countBufferedEvents(payload)).toBe(50);
  });
});

describe('an unavailable buffer', () => {
  test('causes a 503 with Retry-After when the buffer is full', async () => {
    expect((await send({ event: 'first' })).status).toBe(202);
    await redis.set(LENGTH_KEY, 499_999);
    expect((await send({ event: 'a' })).status).toBe(202);
    const answer = await send({ event: 'b' });
    expect([answer.status, answer.body]).toEqual([503, expect.objectContaining({ code: 'unavailable' })]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await countBufferedEvents(payload)).toBe(500_000);
    await redis.set(LENGTH_KEY, 499_950);
    const events = Array.from({ length: 49 }, () => ({ event: 'c' }));
    expect((await send({ events }, {}, BATCH)).status).toBe(202);
    expect((await send({ events: [{ event: 'd' }, { event: 'e' }] }, {}, BATCH)).status).toBe(503);
    expect(await countBufferedEvents(payload)).toBe(499_999);
  });

  test('causes a 503 after an error of Redis', async () => {
    // Break only a key in this file's Redis database. A setting of the whole server would affect tests that run in parallel.
    await redis.set(STREAM_KEY, 'no stream');
    expect((await send({ event: 'a' })).status).toBe(503);
    await redis.del(STREAM_KEY);
    expect((await send({ event: 'a' })).status).toBe(202);
  });
});

test('neither Redis nor Postgres stores the full IP address of a visitor', async () => {
  const type = createEventType();
  await send({ event: type });
  const keys = await redis.keys('ratelimit:{analytics:buffer}*');
  expect(keys).toHaveLength(1);
  const values = await Promise.all(keys.map((key) => redis.get(key)));
  expect(JSON.stringify([keys, values, await buffered()])).not.toContain('127.0.0.1');
  const connection = new Redis(redis.options);
  const flusher = startFlusher(payload, connection, { flushDelayMs: 50, claimIdleMs: 60_000 });
  const event = await until(async () => (await readStoredEvents(payload, type))[0], 'the event to be stored');
  await flusher.stop();
  connection.disconnect();
  expect(event).toMatchObject({ ipPrefix: '127.0.0.0/24', category: null });
});

test('a resent event with the same eventId gets the same id', async () => {
  const [type, again, withTime] = [createEventType(), randomUUID(), randomUUID()];
  const occurredAt = new Date(Date.now() - 1000).toISOString();
  for (let round = 0; round < 2; round += 1) {
    await send({ event: type, eventId: again });
    await send({ event: type, eventId: withTime.toUpperCase(), occurredAt });
  }
  const ids = (await buffered()).map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
});
