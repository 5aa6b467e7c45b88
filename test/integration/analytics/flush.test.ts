import { sql } from '@payloadcms/db-postgres';
import { Redis } from 'ioredis';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { ensureTrackingPartitions } from '../../../src/database/schema/tracking-partitions.ts';
import { database } from '../../../src/database/transaction.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { BufferReader } from '../../../src/services/analytics/buffer-reader.ts';
import {
  countBufferedEvents,
  countRefusedEvents,
  LENGTH_KEY,
  readBufferLagSeconds,
  STREAM_KEY,
} from '../../../src/services/analytics/buffer-scripts.ts';
import { EventBuffer } from '../../../src/services/analytics/event-buffer.ts';
import { expireTracking } from '../../../src/services/analytics/expire-tracking.ts';
import { type Flusher, startFlusher } from '../../../src/services/analytics/flusher.ts';
import type { TrackingEvent } from '../../../src/services/analytics/store-events.ts';
import * as batches from '../../../src/services/analytics/store-events.ts';
import { toStoredId } from '../../../src/services/analytics/to-tracking-event.ts';
import { eraseCustomer } from '../../../src/services/identity/erase-customer.ts';
import { createEventType, readStoredEvents } from '../../support/analytics.ts';
import { makeCustomer } from '../../support/appointments.ts';
import { startSite } from '../../support/site.ts';
import { until } from '../../support/until.ts';

const { payload, redis } = await startSite();

const connections: Redis[] = [];
const running: Flusher[] = [];
afterEach(async () => {
  for (const flusher of running.splice(0)) await flusher.stop();
  await redis.del(STREAM_KEY);
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

function flusher(timings = { flushDelayMs: 50, claimIdleMs: 60_000 }): Flusher {
  const started = startFlusher(payload, connect(), timings);
  running.push(started);
  return started;
}

function createEvent(type: string, more: Partial<TrackingEvent> = {}): TrackingEvent {
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
    pipeline.xadd(STREAM_KEY, '*', 'event', typeof event === 'string' ? event : JSON.stringify(event));
  }
  await pipeline.exec();
}

/** Adds events to the buffer as web processes do: concurrent requests share entries. */
async function accept(events: readonly TrackingEvent[]): Promise<void> {
  const accepting = new EventBuffer(redis, { points: 1_000_000, windowMs: 1000, capacity: 1_000_000 });
  const requests = events.map((event) => ({ limitKey: `test:${uuidv7()}`, cost: 1, events: [JSON.stringify(event)] }));
  const outcomes = await Promise.all(
    requests.map((request) => new Promise((resolve) => accepting.append(request, resolve))),
  );
  expect(outcomes).toHaveLength(events.length);
}

const empty = () => until(async () => (await redis.xlen(STREAM_KEY)) === 0, 'the buffer to be empty', 30_000);

const refused = async () => {
  const { rows } = await database(payload).execute<{ reason: string; event: { text: string } }>(
    sql`SELECT reason, event FROM refused_events ORDER BY created_at, entry`,
  );
  return rows;
};

describe('the flush', () => {
  test('stores each event unchanged and empties the buffer', async () => {
    const type = createEventType();
    const event = createEvent(type, {
      ...{ properties: { productId: 'p', list: [1] }, sessionId: 's', pageUrl: 'https://shop.test/k', referrer: 'r' },
      ...{ utm: { utm_source: 'news' }, isBot: true, ipPrefix: '203.0.113.0/24' },
    });
    await buffer([event]);
    flusher();
    await empty();
    expect(await readStoredEvents(payload, type)).toEqual([{ ...event, partition: expect.any(String) }]);
  });

  test('stores each of 5,000 events once when several flushers run', async () => {
    const type = createEventType();
    const events = Array.from({ length: 5000 }, () => createEvent(type));
    await buffer(events);
    await buffer(events.slice(0, 500));
    for (let i = 0; i < 4; i += 1) flusher();
    await empty();
    expect((await readStoredEvents(payload, type)).map(({ id }) => id)).toEqual(events.map(({ id }) => id).sort());
  });

  test('claims the entries of a worker that has stopped responding', async () => {
    const type = createEventType();
    await buffer([createEvent(type), createEvent(type)]);
    const lost = new BufferReader(connect());
    await lost.ensureGroup();
    expect((await lost.readNew(100)).entries).toHaveLength(2);
    flusher({ flushDelayMs: 50, claimIdleMs: 100 });
    await empty();
    expect(await readStoredEvents(payload, type)).toHaveLength(2);
  });

  test('continues after Redis has lost all data', async () => {
    const type = createEventType();
    flusher();
    await buffer([createEvent(type)]);
    await empty();
    await redis.flushdb();
    await buffer([createEvent(type)]);
    await empty();
    expect(await readStoredEvents(payload, type)).toHaveLength(2);
  });

  test('retries a failed batch before it reads new entries, even if another lane is busy', async () => {
    const [type, first] = [createEventType(), createEventType()];
    await buffer([
      ...Array.from({ length: 1000 }, () => createEvent(first)),
      ...Array.from({ length: 9000 }, () => createEvent(type)),
    ]);
    const storing = vi.spyOn(batches, 'storeBatch');
    storing.mockRejectedValueOnce(new Error('Postgres is down.'));
    flusher();
    await empty();
    const places = storing.mock.calls.map(([, events]) => events[0]?.place);
    expect(places.indexOf(places[0], 1)).toBe(2);
    expect(await readStoredEvents(payload, first)).toHaveLength(1000);
  });

  test('claims the entries of a dead worker before it reads new entries, even if both lanes are busy', async () => {
    const [type, lostType] = [createEventType(), createEventType()];
    await buffer([createEvent(lostType), ...Array.from({ length: 9000 }, () => createEvent(type))]);
    const lost = new BufferReader(connect());
    await lost.ensureGroup();
    expect((await lost.readNew(1)).entries).toHaveLength(1);
    const claimIdleMs = 200;
    const { storeBatch } = batches;
    const storing = vi.spyOn(batches, 'storeBatch');
    const whenLost = async (...batch: Parameters<typeof storeBatch>) => {
      await until(
        async () => (await redis.xpending(STREAM_KEY, 'flush', 'IDLE', claimIdleMs, '-', '+', 1)).length > 0,
        'a loss',
      );
      return storeBatch(...batch);
    };
    storing.mockImplementationOnce(whenLost).mockImplementationOnce(whenLost);
    flusher({ flushDelayMs: 50, claimIdleMs });
    await empty();
    expect(storing.mock.calls.findIndex(([, entries]) => entries[0]?.json.includes(lostType))).toBe(2);
    expect(await readStoredEvents(payload, lostType)).toHaveLength(1);
  });

  test('finishes the current batch when it is stopped, and deletes its consumer', async () => {
    const type = createEventType();
    await buffer(Array.from({ length: 1000 }, () => createEvent(type)));
    const firstFlusher = flusher();
    await until(async () => (await redis.xpending(STREAM_KEY, 'flush'))[0] !== 0, 'a worker to read a batch');
    await firstFlusher.stop();
    const stored = await readStoredEvents(payload, type);
    expect(stored.length + (await redis.xlen(STREAM_KEY))).toBe(1000);
    expect((await redis.xpending(STREAM_KEY, 'flush'))[0]).toBe(0);
    expect(await redis.xinfo('CONSUMERS', STREAM_KEY, 'flush')).toEqual([]);
  });
});

describe('events that share an entry of the buffer', () => {
  test('are counted and stored individually, even beside poison events', async () => {
    const type = createEventType();
    const events = Array.from({ length: 2500 }, () => createEvent(type));
    const poison = [createEvent(type, { id: 'no uuid 1' }), createEvent(type, { id: 'no uuid 2' })];
    const before = await countRefusedEvents(payload);
    await accept([...events.slice(0, 70), ...poison, ...events.slice(70)]);
    expect(await redis.xlen(STREAM_KEY)).toBeLessThan(100);
    expect(await countBufferedEvents(payload)).toBe(2502);
    flusher();
    await empty();
    expect((await readStoredEvents(payload, type)).map(({ id }) => id)).toEqual(events.map(({ id }) => id).sort());
    expect(await countRefusedEvents(payload)).toBe(before + 2);
    expect(await countBufferedEvents(payload)).toBe(0);
  });

  test('are stored in transactions of at most 1,000 events, regardless of the size of the entries', async () => {
    const type = createEventType();
    const storing = vi.spyOn(batches, 'storeBatch');
    await accept(Array.from({ length: 3000 }, () => createEvent(type)));
    flusher();
    await empty();
    expect(Math.max(...storing.mock.calls.map(([, events]) => events.length))).toBeLessThanOrEqual(1000);
    expect(await readStoredEvents(payload, type)).toHaveLength(3000);
  });

  test('are split into several entries, each small enough that a thousand can be read at once', async () => {
    await accept(
      Array.from({ length: 60 }, () => createEvent(createEventType(), { properties: { text: 'x'.repeat(8000) } })),
    );
    for (const [, fields] of await redis.xrange(STREAM_KEY, '-', '+'))
      expect(fields.join('').length).toBeLessThan(75_000);
  });

  test('reduce the length of the buffer once if two readers remove them', async () => {
    const type = createEventType();
    for (const count of [3, 5]) await accept(Array.from({ length: count }, () => createEvent(type)));
    const [firstReader, secondReader] = [new BufferReader(connect()), new BufferReader(connect())];
    await firstReader.ensureGroup();
    const result = await firstReader.readNew(1);
    expect(result.entries.map(({ events }) => events.length)).toEqual([3]);
    expect((await secondReader.claimOrphans(1, 0)).entries).toEqual(result.entries);
    await firstReader.remove(result.entries);
    await secondReader.remove(result.entries);
    expect(await countBufferedEvents(payload)).toBe(5);
    await redis.del(LENGTH_KEY);
    expect(await countBufferedEvents(payload)).toBe(1);
  });
});

describe('poison events', () => {
  test('are set aside once, anonymised and with the reason, while all other events are stored', async () => {
    const type = createEventType();
    const good = Array.from({ length: 20 }, () => createEvent(type));
    const poison = [
      createEvent(type, { id: 'no uuid', userId: uuidv7(), sessionId: 'secret-session', ipPrefix: '203.0.113.0/24' }),
      createEvent(type, { properties: { text: 'a\0b' } }),
      createEvent(type, { occurredAt: 'no time' }),
    ];
    await buffer([...good.slice(0, 7), ...poison, 'no JSON', 'null', '{}', ...good.slice(7)]);
    flusher();
    await empty();
    expect((await readStoredEvents(payload, type)).map(({ id }) => id)).toEqual(good.map(({ id }) => id).sort());
    const rows = await refused();
    expect(rows).toHaveLength(6);
    expect(rows.every(({ reason }) => reason.length > 0)).toBe(true);
    expect(JSON.stringify(rows)).not.toMatch(/secret-session|203\.0\.113/);
    expect(rows.map(({ event }) => event.text)).toContain('no JSON');
    expect(await countRefusedEvents(payload)).toBe(6);
  });

  test('are not set aside when a table is missing', async () => {
    const type = createEventType();
    const before = await countRefusedEvents(payload);
    await database(payload).execute(sql`ALTER TABLE tracking_events RENAME TO tracking_events_away`);
    try {
      await buffer([createEvent(type)]);
      flusher();
      await until(async () => (await redis.xpending(STREAM_KEY, 'flush'))[0] === 1, 'a worker to read the batch');
    } finally {
      await database(payload).execute(sql`ALTER TABLE tracking_events_away RENAME TO tracking_events`);
    }
    await empty();
    expect(await readStoredEvents(payload, type)).toHaveLength(1);
    expect(await countRefusedEvents(payload)).toBe(before);
  });
});

describe('an erasure', () => {
  test('anonymises events in the buffer', async () => {
    const [type, customerId, other] = [createEventType(), await makeCustomer(payload), await makeCustomer(payload)];
    const person = { sessionId: 's', ipPrefix: '203.0.113.0/24' };
    await buffer([
      createEvent(type, { ...person, userId: customerId }),
      createEvent(type, { ...person, userId: other }),
    ]);
    await eraseCustomer(payload, customerId);
    flusher();
    await empty();
    expect(await readStoredEvents(payload, type)).toEqual([
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
  ])('decides its partition: an event of %s is stored in %s', async (occurredAt, partition) => {
    for (const from of ['2026-11-15', '2028-02-15']) {
      await ensureTrackingPartitions(database(payload), 4, new Date(from));
    }
    const type = createEventType();
    const claimedAt = Date.parse(occurredAt);
    const id = toStoredId({ eventId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301', claimedAt, occurredAt: claimedAt });
    await buffer([createEvent(type, { id, occurredAt }), createEvent(type, { id, occurredAt })]);
    flusher();
    await empty();
    expect(await readStoredEvents(payload, type)).toEqual([expect.objectContaining({ id, partition, occurredAt })]);
  });
});

test('the metrics show the length and the lag of the buffer', async () => {
  expect([await countBufferedEvents(payload), await readBufferLagSeconds(payload)]).toEqual([0, 0]);
  await redis.xadd(STREAM_KEY, `${Date.now() - 5000}-0`, 'event', '{}');
  expect(await countBufferedEvents(payload)).toBe(1);
  expect(await readBufferLagSeconds(payload)).toBeGreaterThanOrEqual(5);
});

test('refused events are deleted together with the stored events of their month', async () => {
  const store = (entry: string, months: number) =>
    database(payload).execute(sql`
      INSERT INTO refused_events (id, entry, reason, event, created_at, updated_at)
      VALUES (${uuidv7()}, ${entry}, 'It is too long.', '{"text": "/visit?name=Ada"}',
        date_trunc('month', now()) - make_interval(months => ${months}), now())`);
  await store('25-0', 25);
  await store('26-0', 26);
  await expireTracking(payload);
  const { rows } = await database(payload).execute<{ entry: string }>(sql`SELECT entry FROM refused_events`);
  expect(rows).toEqual([{ entry: '25-0' }]);
});
