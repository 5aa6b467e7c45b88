import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  MemoryPointStore,
  POINT_SCRIPTS,
  type PointStore,
  RedisPointStore,
  withFallback,
} from '../../../src/gateway/point-store.ts';
import { PointsExhaustedError, ReservedPoints } from '../../../src/gateway/reserved-points.ts';
import { createRequestRedis } from '../../../src/lib/redis.ts';
import { workerRedisUrl } from '../../support/redis.ts';

const LIMIT = { points: 600, milliseconds: 60_000 };

const connections = [
  createRequestRedis(workerRedisUrl(), POINT_SCRIPTS),
  createRequestRedis(workerRedisUrl(), POINT_SCRIPTS),
] as const;
const [redis] = connections;
beforeAll(async () => void (await Promise.all(connections.map((each) => each.connect()))));
beforeEach(async () => void (await redis.flushdb()));
afterAll(() => {
  for (const each of connections) each.disconnect();
});

const store = (limit = LIMIT, connection = redis) => new RedisPointStore(connection, 'test', limit);
/** Simulates `count` web processes, each with its own connection and memory. */
const processes = (count: 1 | 2, limit = LIMIT) =>
  connections.slice(0, count).map((connection) => new ReservedPoints(store(limit, connection), limit.points));

/**
 * Sends `count` concurrent requests, each through the process that `getProcess` returns.
 * @returns the number of accepted requests
 */
async function atOnce(count: number, getProcess: (index: number) => ReservedPoints | undefined, points = 1) {
  const outcomes = await Promise.allSettled(
    Array.from({ length: count }, (_, index) => getProcess(index)?.consume('client', points)),
  );
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(PointsExhaustedError);
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

async function oneByOne(count: number, getProcess: (index: number) => ReservedPoints | undefined) {
  let passed = 0;
  for (let index = 0; index < count; index += 1) passed += await atOnce(1, () => getProcess(index));
  return passed;
}

describe('a limit of 600', () => {
  it('accepts exactly 600 of 1,000 concurrent requests in one process', async () => {
    const [processA] = processes(1);
    expect(await atOnce(1000, () => processA)).toBe(600);
    expect(await atOnce(50, () => processA)).toBe(0);
  });

  it('accepts 200 concurrent requests of a new client', async () => {
    const [processA] = processes(1);
    expect(await atOnce(200, () => processA)).toBe(200);
  });

  it('accepts exactly 600 of 1,000 concurrent requests in two processes, however they are distributed', async () => {
    for (const part of [2, 10, 1000]) {
      await redis.flushdb();
      const [processA, processB] = processes(2);
      expect(await atOnce(1000, (index) => (index % part === 0 ? processA : processB))).toBe(600);
    }
  });

  it('accepts exactly 600 requests if one process reserves requests that another needs', async () => {
    const [processA, processB] = processes(2);
    const first = await oneByOne(150, () => processA);
    const rest = await atOnce(850, () => processB);
    expect([first, rest]).toEqual([150, 450]);
  });

  it('accepts exactly 600 sequential requests', async () => {
    const [processA, processB] = processes(2);
    expect(await oneByOne(700, (index) => (index % 3 === 0 ? processA : processB))).toBe(600);
  });

  it('returns the number of remaining requests with each request', async () => {
    const [processA] = processes(1);
    const left = [];
    for (let index = 0; index < 100; index += 1) left.push((await processA?.consume('client'))?.remainingPoints);
    expect(left).toEqual(Array.from({ length: 100 }, (_, index) => 599 - index));
  });

  it('refuses further requests without calling the store again', async () => {
    const shared = store();
    const processA = new ReservedPoints(shared, LIMIT.points);
    await atOnce(601, () => processA);
    const acquire = vi.spyOn(shared, 'acquire');
    expect(await atOnce(10_000, () => processA)).toBe(0);
    expect(acquire).not.toHaveBeenCalled();
  });

  it('applies to each client separately', async () => {
    const [processA] = processes(1);
    await atOnce(600, () => processA);
    expect((await processA?.consume('another'))?.remainingPoints).toBe(599);
  });

  it('is reset with each time window', async () => {
    const [processA] = processes(1, { points: 5, milliseconds: 300 });
    expect(await atOnce(6, () => processA)).toBe(5);
    await vi.waitUntil(async () => (await redis.exists('test:client')) === 0);
    expect(await atOnce(6, () => processA)).toBe(5);
  });

  it('counts an expensive request as several, and leaves the remainder for cheap requests', async () => {
    const [processA] = processes(1);
    expect(await atOnce(100, () => processA, 7)).toBe(85);
    expect(await atOnce(10, () => processA)).toBe(5);
  });
});

describe('a busy client', () => {
  it('has most of its requests counted without a call to the store', async () => {
    const shared = store({ points: 100_000, milliseconds: 60_000 });
    const acquire = vi.spyOn(shared, 'acquire');
    const processA = new ReservedPoints(shared, LIMIT.points);
    for (let index = 0; index < 2000; index += 1) await processA.consume('client');
    expect(acquire.mock.calls.length).toBeLessThan(250);
  });

  it('has most of its requests counted without a call if it sends eight at a time', async () => {
    const shared = store({ points: 100_000, milliseconds: 60_000 });
    const acquire = vi.spyOn(shared, 'acquire');
    const processA = new ReservedPoints(shared, LIMIT.points);
    for (let round = 0; round < 250; round += 1) await atOnce(8, () => processA);
    expect(acquire.mock.calls.length).toBeLessThan(200);
    expect(acquire.mock.calls.filter(([, { returned }]) => returned > 0)).toEqual([]);
  });

  it('gets back requests that a process has reserved and not used', async () => {
    const [processA, processB] = processes(2);
    await oneByOne(100, () => processA);
    await vi.waitUntil(async () => (await redis.hget('test:client', 'held')) === '0');
    expect((await processB?.consume('client'))?.remainingPoints).toBe(499);
  });
});

describe('a limit without Redis', () => {
  const failing: PointStore = { acquire: () => Promise.reject(new Error('away')) };

  it('counts exactly in the memory of one process', async () => {
    const processA = new ReservedPoints(withFallback(failing, new MemoryPointStore(LIMIT), 250), LIMIT.points);
    expect(await atOnce(1000, () => processA)).toBe(600);
  });

  it('does not wait long for a store that does not respond', async () => {
    const silent: PointStore = { acquire: () => new Promise(() => {}) };
    const processA = new ReservedPoints(withFallback(silent, new MemoryPointStore(LIMIT), 20), LIMIT.points);
    expect((await processA.consume('client')).remainingPoints).toBe(599);
  });
});
