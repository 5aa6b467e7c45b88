import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { uuidv7 } from '../../../src/ids.ts';
import { LENGTH, STREAM } from '../../../src/services/analytics/buffer/append-script.ts';
import { startFlusher } from '../../../src/services/analytics/flush/flusher.ts';
import { bufferedEvents } from '../../../src/services/analytics/flush/health.ts';
import { BROWSER, newType, storedEvents, waitingEvents } from '../../support/analytics.ts';
import { makeCustomer } from '../../support/appointments.ts';
import { customerToken, startGateway } from '../../support/gateway.ts';
import { until } from '../../support/until.ts';

const { payload, redis, base, call } = await startGateway();
const TRACK = '/v1/analytics/track';
const BATCH = '/v1/analytics/batch';

afterEach(() => redis.del(STREAM));

const send = (body: unknown, headers: Record<string, string> = {}, path = TRACK) =>
  call('post', path, { body, headers: { 'user-agent': BROWSER, ...headers } });

const buffered = () => waitingEvents(redis);

const raw = (body: string, headers: Record<string, string>, path = TRACK) =>
  fetch(`${base}${path}`, { method: 'POST', headers, body });

describe('an event', () => {
  test('of the source document is accepted and lies in the stream', async () => {
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

  test('comes as text/plain from sendBeacon, and from hosts without Express', async () => {
    const body = JSON.stringify({ event: 'page_view' });
    expect((await raw(body, { 'content-type': 'text/plain;charset=UTF-8' })).status).toBe(202);
    expect((await call('post', `/api${TRACK}`, { body: { event: 'page_view' } })).status).toBe(202);
    expect((await raw(body, { 'content-type': 'text/html' })).status).toBe(415);
    expect(await bufferedEvents(payload)).toBe(2);
  });

  test('is a customer’s when their token comes along; a token that is no good costs no event', async () => {
    const customerId = await makeCustomer(payload);
    await send({ event: 'a' }, { authorization: `Bearer ${await customerToken(payload, customerId)}` });
    await send({ event: 'b' }, { authorization: 'Bearer nonsense' });
    expect((await buffered()).map(({ userId }) => userId)).toEqual([customerId, null]);
  });

  test('of a program is marked', async () => {
    await send({ event: 'a' }, { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' });
    expect((await buffered())[0]).toMatchObject({ isBot: true });
  });

  test.each(['sec-gpc', 'dnt'])('of a visitor who says %s has nothing that identifies them', async (header) => {
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

  test('keeps both times, and its own is believed only where it can be true', async () => {
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
])('properties that are %s lose that and no event', async (_what, properties, kept) => {
  const sent = { event: newType(), properties };
  for (const [path, body] of [
    [TRACK, sent],
    [BATCH, { events: [sent] }],
  ] as const) {
    expect((await send(body, {}, path)).status).toBe(202);
    const events = (await waitingEvents(redis)).filter(({ type }) => type === sent.event);
    expect(events.at(-1)?.properties).toEqual(kept);
  }
});

describe('a bad event', () => {
  test.each([
    ['no name', {}, 'event'],
    ['an empty name', { event: ' ' }, 'event'],
    ['a name of 101 characters', { event: 'x'.repeat(101) }, 'event'],
    ['an unknown key', { event: 'a', surprise: 1 }, 'surprise'],
    ['an eventId that is no UUID', { event: 'a', eventId: '1' }, 'eventId'],
    ['a day that there is not', { event: 'a', occurredAt: '2027-02-29T00:00:00Z' }, 'occurredAt'],
    ['an address that is too long', { event: 'a', pageUrl: 'x'.repeat(2001) }, 'pageUrl'],
    ['properties that are a list', { event: 'a', properties: [] }, 'properties'],
    ['a NUL', { event: 'a', properties: { a: 'x\0' } }, 'properties.a'],
  ])('with %s is refused, and named', async (_what, body, path) => {
    const answer = await send(body);
    expect([answer.status, answer.body]).toEqual([
      400,
      expect.objectContaining({ code: 'validation_failed', errors: [expect.objectContaining({ path })] }),
    ]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await bufferedEvents(payload)).toBe(0);
  });

  test('refuses its batch, named by its index', async () => {
    const answer = await send({ events: [{ event: 'a' }, { event: 'b', eventId: 'x' }] }, {}, BATCH);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ path: 'events.1.eventId' }] });
    expect(await bufferedEvents(payload)).toBe(0);
  });

  test.each([
    ['nothing', '', 400],
    ['no JSON', '{"event":', 400],
    ['JSON that is no object', '"event"', 400],
    ['text that is not UTF-8', Buffer.from([0x22, 0xff, 0x22]).toString('latin1'), 400],
    ['40,000 brackets', '['.repeat(40_000), 400],
    ['40,000 brackets that close', '['.repeat(30_000) + ']'.repeat(30_000), 400],
    ['65,537 bytes', JSON.stringify({ event: 'a', properties: { a: 'x'.repeat(65_537) } }), 413],
  ])('that is %s is refused', async (_what, body, status) => {
    expect((await raw(body, { 'content-type': 'application/json' })).status).toBe(status);
    expect(await bufferedEvents(payload)).toBe(0);
  });

  test('of more than 64 KiB without a length is refused before it is read whole', async () => {
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

  test('cannot pollute a prototype', async () => {
    await raw('{"event":"a","properties":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}', {
      'content-type': 'application/json',
    });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('a batch', () => {
  test('of 50 is accepted whole, of 51 and of none refused', async () => {
    const events = Array.from({ length: 50 }, (_, i) => ({ event: `e${i}` }));
    expect((await send({ events }, {}, BATCH)).body).toEqual({ accepted: 50 });
    expect((await buffered()).map(({ type }) => type)).toEqual(events.map(({ event }) => event));
    expect((await send({ events: [...events, { event: 'e' }] }, {}, BATCH)).status).toBe(400);
    expect((await send({ events: [] }, {}, BATCH)).status).toBe(400);
    expect(await bufferedEvents(payload)).toBe(50);
  });
});

describe('when the buffer cannot take it', () => {
  test('a full one answers 503 with Retry-After and takes nothing more', async () => {
    expect((await send({ event: 'first' })).status).toBe(202);
    await redis.set(LENGTH, 499_999);
    expect((await send({ event: 'a' })).status).toBe(202);
    const answer = await send({ event: 'b' });
    expect([answer.status, answer.body]).toEqual([503, expect.objectContaining({ code: 'unavailable' })]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await bufferedEvents(payload)).toBe(500_000);
    await redis.set(LENGTH, 499_950);
    const events = Array.from({ length: 49 }, () => ({ event: 'c' }));
    expect((await send({ events }, {}, BATCH)).status).toBe(202);
    expect((await send({ events: [{ event: 'd' }, { event: 'e' }] }, {}, BATCH)).status).toBe(503);
    expect(await bufferedEvents(payload)).toBe(499_999);
  });

  test('an error of Redis is no acceptance', async () => {
    // Of this file's database alone: what is set for the whole server meets the files that run beside it.
    await redis.set(STREAM, 'no stream');
    expect((await send({ event: 'a' })).status).toBe(503);
    await redis.del(STREAM);
    expect((await send({ event: 'a' })).status).toBe(202);
  });
});

test('no full address of a visitor is anywhere: not in Redis, not in Postgres', async () => {
  const type = newType();
  await send({ event: type });
  const keys = await redis.keys('ratelimit:{analytics:buffer}*');
  expect(keys).toHaveLength(1);
  const values = await Promise.all(keys.map((key) => redis.get(key)));
  expect(JSON.stringify([keys, values, await buffered()])).not.toContain('127.0.0.1');
  const connection = new Redis(redis.options);
  const flusher = startFlusher(payload, connection, { flush: 50, orphan: 60_000 });
  const event = await until(async () => (await storedEvents(payload, type))[0], 'the event to be stored');
  await flusher.stop();
  connection.disconnect();
  expect(event).toMatchObject({ ipPrefix: '127.0.0.0/24', category: null });
});

test('the same eventId, sent again a day later, is the same event', async () => {
  const [type, again, withTime] = [newType(), randomUUID(), randomUUID()];
  const occurredAt = new Date(Date.now() - 1000).toISOString();
  for (let round = 0; round < 2; round += 1) {
    await send({ event: type, eventId: again });
    await send({ event: type, eventId: withTime.toUpperCase(), occurredAt });
  }
  const ids = (await buffered()).map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
});
