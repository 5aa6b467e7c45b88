import { Redis } from 'ioredis';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryPointStore, type PointStore, RedisPointStore, withFallback } from '../../../src/gateway/point-store.ts';
import { PointsExhausted, ReservedPoints } from '../../../src/gateway/reserved-points.ts';
import { workerRedisUrl } from '../../support/redis.ts';

const LIMIT = { points: 600, milliseconds: 60_000 };

const connections = [new Redis(workerRedisUrl()), new Redis(workerRedisUrl())] as const;
const [redis] = connections;
beforeEach(async () => void (await redis.flushdb()));
afterAll(() => {
  for (const each of connections) each.disconnect();
});

const store = (limit = LIMIT, connection = redis) => new RedisPointStore(connection, 'test', limit);
/** As many web processes, each with its own connection and memory. */
const processes = (count: 1 | 2, limit = LIMIT) =>
  connections.slice(0, count).map((connection) => new ReservedPoints(store(limit, connection)));

/** Whether each of so many requests at once got through; `processOf` says where each of them arrives. */
async function atOnce(count: number, processOf: (index: number) => ReservedPoints | undefined, points = 1) {
  const outcomes = await Promise.allSettled(
    Array.from({ length: count }, (_, index) => processOf(index)?.consume('client', points)),
  );
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(PointsExhausted);
  return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

async function oneByOne(count: number, processOf: (index: number) => ReservedPoints | undefined) {
  let passed = 0;
  for (let index = 0; index < count; index += 1) passed += await atOnce(1, () => processOf(index));
  return passed;
}

describe('a limit of 600', () => {
  it('lets exactly so many of 1,000 requests at once through one process', async () => {
    const [one] = processes(1);
    expect(await atOnce(1000, () => one)).toBe(600);
    expect(await atOnce(50, () => one)).toBe(0);
  });

  it('lets 200 requests at once of a new client through', async () => {
    const [one] = processes(1);
    expect(await atOnce(200, () => one)).toBe(200);
  });

  it('lets exactly so many of 1,000 requests at once through two processes, however they are shared out', async () => {
    for (const part of [2, 10, 1000]) {
      await redis.flushdb();
      const [one, two] = processes(2);
      expect(await atOnce(1000, (index) => (index % part === 0 ? one : two))).toBe(600);
    }
  });

  it('lets exactly so many through when a process holds points ahead that another needs', async () => {
    const [one, two] = processes(2);
    const first = await oneByOne(150, () => one);
    const rest = await atOnce(850, () => two);
    expect([first, rest]).toEqual([150, 450]);
  });

  it('lets exactly so many through one after the other', async () => {
    const [one, two] = processes(2);
    expect(await oneByOne(700, (index) => (index % 3 === 0 ? one : two))).toBe(600);
  });

  it('is counted down by one', async () => {
    const [one] = processes(1);
    const left = [];
    for (let index = 0; index < 100; index += 1) left.push((await one?.consume('client'))?.remainingPoints);
    expect(left).toEqual(Array.from({ length: 100 }, (_, index) => 599 - index));
  });

  it('refuses without asking the store again', async () => {
    const shared = store();
    const one = new ReservedPoints(shared);
    await atOnce(601, () => one);
    const take = vi.spyOn(shared, 'take');
    expect(await atOnce(10_000, () => one)).toBe(0);
    expect(take).not.toHaveBeenCalled();
  });

  it('is each client’s own', async () => {
    const [one] = processes(1);
    await atOnce(600, () => one);
    expect((await one?.consume('another'))?.remainingPoints).toBe(599);
  });

  it('begins anew with each window', async () => {
    const [one] = processes(1, { points: 5, milliseconds: 300 });
    expect(await atOnce(6, () => one)).toBe(5);
    await vi.waitUntil(async () => (await redis.exists('test:client')) === 0);
    expect(await atOnce(6, () => one)).toBe(5);
  });

  it('counts a dear request for several, and leaves what is too little for it to cheap ones', async () => {
    const [one] = processes(1);
    expect(await atOnce(100, () => one, 7)).toBe(85);
    expect(await atOnce(10, () => one)).toBe(5);
  });
});

describe('a busy client', () => {
  it('has most of its requests counted without the store', async () => {
    const shared = store({ points: 100_000, milliseconds: 60_000 });
    const take = vi.spyOn(shared, 'take');
    const one = new ReservedPoints(shared);
    for (let index = 0; index < 2000; index += 1) await one.consume('client');
    expect(take.mock.calls.length).toBeLessThan(250);
  });

  it('gets back what a process holds and does not use', async () => {
    const [one, two] = processes(2);
    await oneByOne(100, () => one);
    await vi.waitUntil(async () => (await redis.hget('test:client', 'held')) === '0');
    expect((await two?.consume('client'))?.remainingPoints).toBe(499);
  });
});

describe('without Redis', () => {
  const away: PointStore = { take: () => Promise.reject(new Error('away')) };

  it('one process counts exactly by itself', async () => {
    const one = new ReservedPoints(withFallback(away, new MemoryPointStore(LIMIT), 250));
    expect(await atOnce(1000, () => one)).toBe(600);
  });

  it('a store that does not answer is waited for briefly', async () => {
    const silent: PointStore = { take: () => new Promise(() => {}) };
    const one = new ReservedPoints(withFallback(silent, new MemoryPointStore(LIMIT), 20));
    expect((await one.consume('client')).remainingPoints).toBe(599);
  });
});
