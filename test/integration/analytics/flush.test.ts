import { sql } from '@payloadcms/db-postgres';
import { Redis } from 'ioredis';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/ids.ts';
import { LENGTH, STREAM } from '../../../src/services/analytics/buffer/append-script.ts';
import { EventBuffer } from '../../../src/services/analytics/buffer/event-buffer.ts';
import { BufferReader } from '../../../src/services/analytics/flush/buffer-reader.ts';
import { type Flusher, startFlusher } from '../../../src/services/analytics/flush/flusher.ts';
import { bufferedEvents, bufferLag, refusedEvents } from '../../../src/services/analytics/flush/health.ts';
import * as batches from '../../../src/services/analytics/flush/store-batch.ts';
import { storedId } from '../../../src/services/analytics/ingest/stored-id.ts';
import type { TrackingEvent } from '../../../src/services/analytics/tracking-event.ts';
import { eraseCustomer } from '../../../src/services/identity/erase-customer.ts';
import { newType, storedEvents } from '../../support/analytics.ts';
import { makeCustomer } from '../../support/appointments.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';

const { payload, redis } = await startSite();

const connections: Redis[] = [];
const running: Flusher[] = [];
afterEach(async () => {
  for (const flusher of running.splice(0)) await flusher.stop();
  await redis.del(STREAM);
  await database(payload).execute(sql`DELETE FROM refused_events`);
  vi.restoreAllMocks();
});
afterAll(() => {
  for (const connection of connections) connection.disconnect();
});

function connect(): Redis {
  const connection = new Redis(redis.options);
  connections.push(connection);
  return connection;
}

function flusher(timings = { flush: 50, orphan: 60_000 }): Flusher {
  const started = startFlusher(payload, connect(), timings);
  running.push(started);
  return started;
}

function eventOf(type: string, more: Partial<TrackingEvent> = {}): TrackingEvent {
  const now = new Date().toISOString();
  const nobody = { sessionId: null, userId: null, pageUrl: null, referrer: null, ipPrefix: null, category: null };
  return {
    ...nobody,
    id: uuidv7(),
    type,
    properties: {},
    utm: {},
    isBot: false,
    occurredAt: now,
    receivedAt: now,
    ...more,
  };
}

async function buffer(events: readonly (TrackingEvent | string)[]): Promise<void> {
  const pipeline = redis.pipeline();
  for (const event of events) {
    pipeline.xadd(STREAM, '*', 'event', typeof event === 'string' ? event : JSON.stringify(event));
  }
  await pipeline.exec();
}

/** Buffers events as the web process does: they come at a time, so they share entries. */
async function accept(events: readonly TrackingEvent[]): Promise<void> {
  const accepting = new EventBuffer(redis, { points: 1_000_000, window: 1000, capacity: 1_000_000 });
  const requests = events.map((event) => ({ limitKey: `test:${uuidv7()}`, cost: 1, events: [JSON.stringify(event)] }));
  const outcomes = await Promise.all(
    requests.map((request) => new Promise((resolve) => accepting.append(request, resolve))),
  );
  expect(outcomes).toHaveLength(events.length);
}

const empty = () => until(async () => (await redis.xlen(STREAM)) === 0, 'the buffer to be empty', 30_000);

const refused = async () => {
  const { rows } = await database(payload).execute<{ reason: string; event: { text: string } }>(
    sql`SELECT reason, event FROM refused_events ORDER BY created_at, entry`,
  );
  return rows;
};

describe('the flush', () => {
  test('stores each event as it was accepted, and empties the buffer', async () => {
    const type = newType();
    const event = eventOf(type, {
      ...{ properties: { productId: 'p', list: [1] }, sessionId: 's', pageUrl: 'https://shop.test/k', referrer: 'r' },
      ...{ utm: { utm_source: 'news' }, isBot: true, ipPrefix: '203.0.113.0/24' },
    });
    await buffer([event]);
    flusher();
    await empty();
    expect(await storedEvents(payload, type)).toEqual([{ ...event, partition: expect.any(String) }]);
  });

  test('of several at once stores 5,000 events once each', async () => {
    const type = newType();
    const events = Array.from({ length: 5000 }, () => eventOf(type));
    await buffer(events);
    await buffer(events.slice(0, 500));
    for (let i = 0; i < 4; i += 1) flusher();
    await empty();
    expect((await storedEvents(payload, type)).map(({ id }) => id)).toEqual(events.map(({ id }) => id).sort());
  });

  test('takes over what a worker had taken that is silent since', async () => {
    const type = newType();
    await buffer([eventOf(type), eventOf(type)]);
    const lost = new BufferReader(connect());
    await lost.join();
    expect((await lost.takeNew(100)).entries).toHaveLength(2);
    flusher({ flush: 50, orphan: 100 });
    await empty();
    expect(await storedEvents(payload, type)).toHaveLength(2);
  });

  test('goes on after Redis has lost everything', async () => {
    const type = newType();
    flusher();
    await buffer([eventOf(type)]);
    await empty();
    await redis.flushdb();
    await buffer([eventOf(type)]);
    await empty();
    expect(await storedEvents(payload, type)).toHaveLength(2);
  });

  test('stores what has failed before it takes more, though there is enough for the other lane', async () => {
    const [type, first] = [newType(), newType()];
    await buffer([
      ...Array.from({ length: 1000 }, () => eventOf(first)),
      ...Array.from({ length: 9000 }, () => eventOf(type)),
    ]);
    const storing = vi.spyOn(batches, 'storeBatch');
    storing.mockRejectedValueOnce(new Error('Postgres is away.'));
    flusher();
    await empty();
    const places = storing.mock.calls.map(([, events]) => events[0]?.place);
    expect(places.indexOf(places[0], 1)).toBe(2);
    expect(await storedEvents(payload, first)).toHaveLength(1000);
  });

  test('takes over what another has lost before it takes more, though there is enough for both lanes', async () => {
    const [type, lostType] = [newType(), newType()];
    await buffer([eventOf(lostType), ...Array.from({ length: 9000 }, () => eventOf(type))]);
    const lost = new BufferReader(connect());
    await lost.join();
    expect((await lost.takeNew(1)).entries).toHaveLength(1);
    const orphan = 200;
    const { storeBatch } = batches;
    const storing = vi.spyOn(batches, 'storeBatch');
    const whenLost = async (...batch: Parameters<typeof storeBatch>) => {
      await until(
        async () => (await redis.xpending(STREAM, 'flush', 'IDLE', orphan, '-', '+', 1)).length > 0,
        'a loss',
      );
      return storeBatch(...batch);
    };
    storing.mockImplementationOnce(whenLost).mockImplementationOnce(whenLost);
    flusher({ flush: 50, orphan });
    await empty();
    expect(storing.mock.calls.findIndex(([, entries]) => entries[0]?.json.includes(lostType))).toBe(2);
    expect(await storedEvents(payload, lostType)).toHaveLength(1);
  });

  test('asked to stop, finishes the batch in hand and leaves nothing behind', async () => {
    const type = newType();
    await buffer(Array.from({ length: 1000 }, () => eventOf(type)));
    const one = flusher();
    await until(async () => (await redis.xpending(STREAM, 'flush'))[0] !== 0, 'a batch to be in hand');
    await one.stop();
    const stored = await storedEvents(payload, type);
    expect(stored.length + (await redis.xlen(STREAM))).toBe(1000);
    expect((await redis.xpending(STREAM, 'flush'))[0]).toBe(0);
    expect(await redis.xinfo('CONSUMERS', STREAM, 'flush')).toEqual([]);
  });
});

describe('events that share entries', () => {
  test('are told and stored one by one, whatever is between them', async () => {
    const type = newType();
    const events = Array.from({ length: 2500 }, () => eventOf(type));
    const poison = [eventOf(type, { id: 'no uuid 1' }), eventOf(type, { id: 'no uuid 2' })];
    const before = await refusedEvents(payload);
    await accept([...events.slice(0, 70), ...poison, ...events.slice(70)]);
    expect(await redis.xlen(STREAM)).toBeLessThan(100);
    expect(await bufferedEvents(payload)).toBe(2502);
    flusher();
    await empty();
    expect((await storedEvents(payload, type)).map(({ id }) => id)).toEqual(events.map(({ id }) => id).sort());
    expect(await refusedEvents(payload)).toBe(before + 2);
    expect(await bufferedEvents(payload)).toBe(0);
  });

  test('are stored in transactions of 1,000 at most, however many an entry has', async () => {
    const type = newType();
    const storing = vi.spyOn(batches, 'storeBatch');
    await accept(Array.from({ length: 3000 }, () => eventOf(type)));
    flusher();
    await empty();
    expect(Math.max(...storing.mock.calls.map(([, events]) => events.length))).toBeLessThanOrEqual(1000);
    expect(await storedEvents(payload, type)).toHaveLength(3000);
  });

  test('lie in entries that are small enough to be read by the thousand', async () => {
    await accept(Array.from({ length: 60 }, () => eventOf(newType(), { properties: { text: 'x'.repeat(8000) } })));
    for (const [, fields] of await redis.xrange(STREAM, '-', '+')) expect(fields.join('').length).toBeLessThan(75_000);
  });

  test('leave the length once, whoever removes them', async () => {
    const type = newType();
    for (const count of [3, 5]) await accept(Array.from({ length: count }, () => eventOf(type)));
    const [one, two] = [new BufferReader(connect()), new BufferReader(connect())];
    await one.join();
    const taken = await one.takeNew(1);
    expect(taken.entries.map(({ events }) => events.length)).toEqual([3]);
    expect((await two.takeOrphans(1, 0)).entries).toEqual(taken.entries);
    await one.remove(taken.entries);
    await two.remove(taken.entries);
    expect(await bufferedEvents(payload)).toBe(5);
    await redis.del(LENGTH);
    expect(await bufferedEvents(payload)).toBe(1);
  });
});

describe('events of which Postgres takes some', () => {
  test('the others are stored; what cannot be is set aside once with its reason, and names nobody', async () => {
    const type = newType();
    const good = Array.from({ length: 20 }, () => eventOf(type));
    const poison = [
      eventOf(type, { id: 'no uuid', userId: uuidv7(), sessionId: 'secret-session', ipPrefix: '203.0.113.0/24' }),
      eventOf(type, { properties: { text: 'a\0b' } }),
      eventOf(type, { occurredAt: 'no time' }),
    ];
    await buffer([...good.slice(0, 7), ...poison, 'no JSON', 'null', '{}', ...good.slice(7)]);
    flusher();
    await empty();
    expect((await storedEvents(payload, type)).map(({ id }) => id)).toEqual(good.map(({ id }) => id).sort());
    const rows = await refused();
    expect(rows).toHaveLength(6);
    expect(rows.every(({ reason }) => reason.length > 0)).toBe(true);
    expect(JSON.stringify(rows)).not.toMatch(/secret-session|203\.0\.113/);
    expect(rows.map(({ event }) => event.text)).toContain('no JSON');
    expect(await refusedEvents(payload)).toBe(6);
  });

  test('a Postgres that is not ready for them sets none aside', async () => {
    const type = newType();
    const before = await refusedEvents(payload);
    await database(payload).execute(sql`ALTER TABLE tracking_events RENAME TO tracking_events_away`);
    try {
      await buffer([eventOf(type)]);
      flusher();
      await until(async () => (await redis.xpending(STREAM, 'flush'))[0] === 1, 'the batch to be taken');
    } finally {
      await database(payload).execute(sql`ALTER TABLE tracking_events_away RENAME TO tracking_events`);
    }
    await empty();
    expect(await storedEvents(payload, type)).toHaveLength(1);
    expect(await refusedEvents(payload)).toBe(before);
  });
});

describe('an erasure', () => {
  test('reaches what waits in the buffer', async () => {
    const [type, customerId, other] = [newType(), await makeCustomer(payload), await makeCustomer(payload)];
    const person = { sessionId: 's', ipPrefix: '203.0.113.0/24' };
    await buffer([eventOf(type, { ...person, userId: customerId }), eventOf(type, { ...person, userId: other })]);
    await eraseCustomer(payload, customerId);
    flusher();
    await empty();
    expect(await storedEvents(payload, type)).toEqual([
      expect.objectContaining({ userId: null, sessionId: null, ipPrefix: null }),
      expect.objectContaining({ userId: other, ...person }),
    ]);
  });
});

describe('the month of an event', () => {
  test.each([
    ['2026-11-30T23:59:59.999Z', 'tracking_events_2026_11'],
    ['2026-12-01T00:00:00.000Z', 'tracking_events_2026_12'],
    ['2026-12-31T23:59:59.999Z', 'tracking_events_2026_12'],
    ['2027-01-01T00:00:00.000Z', 'tracking_events_2027_01'],
    ['2028-02-29T12:00:00.000Z', 'tracking_events_2028_02'],
    ['2031-06-01T00:00:00.000Z', 'tracking_events_default'],
  ])('of %s is %s', async (occurredAt, partition) => {
    const { ensureTrackingPartitions } = await import('../../../src/database/tracking-events.ts');
    for (const from of ['2026-11-15', '2028-02-15']) {
      await ensureTrackingPartitions(database(payload), 4, new Date(from));
    }
    const type = newType();
    const claimedAt = Date.parse(occurredAt);
    const id = storedId({ eventId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301', claimedAt, occurredAt: claimedAt });
    await buffer([eventOf(type, { id, occurredAt }), eventOf(type, { id, occurredAt })]);
    flusher();
    await empty();
    expect(await storedEvents(payload, type)).toEqual([expect.objectContaining({ id, partition, occurredAt })]);
  });
});

test('length and lag of the buffer are told', async () => {
  expect([await bufferedEvents(payload), await bufferLag(payload)]).toEqual([0, 0]);
  await redis.xadd(STREAM, `${Date.now() - 5000}-0`, 'event', '{}');
  expect(await bufferedEvents(payload)).toBe(1);
  expect(await bufferLag(payload)).toBeGreaterThanOrEqual(5);
});
