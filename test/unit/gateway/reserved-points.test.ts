import { RateLimiterMemory } from 'rate-limiter-flexible';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReservedPoints } from '../../../src/gateway/reserved-points.ts';

const LIMIT = 600;
const BLOCK = 20;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function shared() {
  const limiter = new RateLimiterMemory({ points: LIMIT, duration: 60 });
  const consume = vi.spyOn(limiter, 'consume');
  return { limiter, consume, reserve: () => new ReservedPoints(limiter, BLOCK) };
}

/** How many of `tries` requests get through, shared out among `processes`. */
async function through(tries: number, processes: ReservedPoints[]): Promise<number> {
  let passed = 0;
  for (let i = 0; i < tries; i += 1) {
    const outcome = processes[i % processes.length]?.consume('client');
    passed += await (outcome ?? Promise.reject()).then(
      () => 1,
      () => 0,
    );
  }
  return passed;
}

describe('points in blocks', () => {
  it('let one process spend the limit to the point, asking once a block', async () => {
    const { consume, reserve } = shared();
    expect(await through(LIMIT + 50, [reserve()])).toBe(LIMIT);
    expect(consume.mock.calls.length).toBeLessThanOrEqual(LIMIT / BLOCK + 50);
  });

  it('count down by one', async () => {
    const [one] = [shared().reserve()];
    const left = [];
    for (let i = 0; i < 45; i += 1) left.push((await one.consume('client')).remainingPoints);
    expect(left).toEqual(Array.from({ length: 45 }, (_, i) => LIMIT - 1 - i));
  });

  it('never let several processes spend more, and hold back a block each at most', async () => {
    const { reserve } = shared();
    const passed = await through(2 * LIMIT, [reserve(), reserve(), reserve()]);
    expect(passed).toBeLessThanOrEqual(LIMIT);
    expect(passed).toBeGreaterThan(LIMIT - 3 * BLOCK);
  });

  it('are not carried over into the next window', async () => {
    const { consume, reserve } = shared();
    const one = reserve();
    await one.consume('client');
    vi.advanceTimersByTime(61_000);
    expect((await one.consume('client')).remainingPoints).toBe(LIMIT - 1);
    expect(consume).toHaveBeenCalledTimes(2);
  });

  it('are each client’s own', async () => {
    const { consume, reserve } = shared();
    const one = reserve();
    await one.consume('client');
    await one.consume('another');
    expect(consume.mock.calls.map(([key]) => key)).toEqual(['client', 'another']);
  });

  it('taken by requests at once all count', async () => {
    const { reserve } = shared();
    const one = reserve();
    await Promise.all(Array.from({ length: 5 }, () => one.consume('client')));
    expect(await through(LIMIT, [one])).toBe(LIMIT - 5);
  });
});
