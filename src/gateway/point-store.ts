import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { timeLimit } from '../time-limit.ts';

/** What a process asks of a client's points, and what it says of those that it took before. */
export type Take = {
  /** Points for requests that are waiting. */
  wanted: number;
  /** Points that it would like to hold for the requests to come. */
  reserve: number;
  /** Held points that it spent or returns; they no longer count as held. */
  settled: number;
  /** Points that it returns unspent. */
  returned: number;
  /** The window that `settled` and `returned` belong to. */
  window: string;
};

export type Taken = {
  /** 0 to `wanted`. */
  granted: number;
  /** 0 to `reserve`; counts as held until it is settled. */
  reserved: number;
  /** Points that nobody has taken yet. */
  remaining: number;
  /** Points that processes hold unspent, this one included. */
  held: number;
  msBeforeNext: number;
  /** Names the window that these points belong to. */
  window: string;
};

/** Counts the points of clients in windows that begin with a client's first request. */
export type PointStore = { take: (key: string, request: Take) => Promise<Taken> };

/** Points and window of a limit. */
type Limit = { points: number; milliseconds: number };

/** A reserve is this part of what is left at most, so that none is held when points run short. */
const RESERVE_PART = 10;

const TAKE = `
local points, length = tonumber(ARGV[1]), tonumber(ARGV[2])
local wanted, reserve = tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local stored = redis.call('HMGET', KEYS[1], 'taken', 'held', 'ends')
local taken, held, ends = tonumber(stored[1] or 0), tonumber(stored[2] or 0), tonumber(stored[3] or 0)
if ends <= now then
  taken, held, ends = 0, 0, now + length
elseif stored[3] == ARGV[7] then
  taken, held = taken - tonumber(ARGV[6]), held - tonumber(ARGV[5])
end
local granted = math.max(0, math.min(wanted, points - taken))
local reserved = math.max(0, math.min(reserve, math.floor((points - taken - granted) / ${RESERVE_PART})))
taken, held = taken + granted + reserved, held + reserved
redis.call('HSET', KEYS[1], 'taken', taken, 'held', held, 'ends', string.format('%.0f', ends))
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', ends))
return { granted, reserved, points - taken, held, ends - now, string.format('%.0f', ends) }`;

type Reply = [number, number, number, number, number, string];
type WithTake = Redis & { takePoints: (key: string, ...request: (string | number)[]) => Promise<Reply> };

/** Points that all processes count together. */
export class RedisPointStore implements PointStore {
  readonly #redis: WithTake;
  readonly #prefix: string;
  readonly #limit: Limit;

  constructor(redis: Redis, prefix: string, limit: Limit) {
    redis.defineCommand('takePoints', { numberOfKeys: 1, lua: TAKE });
    this.#redis = redis as WithTake;
    this.#prefix = prefix;
    this.#limit = limit;
  }

  async take(key: string, { wanted, reserve, settled, returned, window }: Take): Promise<Taken> {
    if (this.#redis.status !== 'ready') throw new Error('Redis is away.');
    const { points, milliseconds } = this.#limit;
    const [granted, reserved, remaining, held, msBeforeNext, ends] = await this.#redis.takePoints(
      `${this.#prefix}:${key}`,
      ...[points, milliseconds, wanted, reserve, settled, returned, window],
    );
    return { granted, reserved, remaining, held, msBeforeNext, window: ends };
  }
}

/** Asks `first`, and `second` when that fails or takes longer than `milliseconds`. */
export const withFallback = (first: PointStore, second: PointStore, milliseconds: number): PointStore => ({
  take: (key, request) => timeLimit(milliseconds, first.take(key, request)).catch(() => second.take(key, request)),
});

type Counter = { taken: number; endsAt: number };

/** Clients that one process counts by itself. */
const CLIENTS = 20_000;

/** Points that one process counts by itself, while Redis is away. It shares them with nobody, so it gives no reserve. */
export class MemoryPointStore implements PointStore {
  readonly #limit: Limit;
  readonly #counters = new LRUCache<string, Counter>({ max: CLIENTS });

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  async take(key: string, { wanted, returned, window }: Take): Promise<Taken> {
    const { points, milliseconds } = this.#limit;
    const now = Date.now();
    let counter = this.#counters.get(key);
    if (!counter || counter.endsAt <= now) {
      counter = { taken: 0, endsAt: now + milliseconds };
      this.#counters.set(key, counter);
    }
    const name = `memory ${counter.endsAt}`;
    if (window === name) counter.taken -= returned;
    const granted = Math.max(0, Math.min(wanted, points - counter.taken));
    counter.taken += granted;
    const remaining = points - counter.taken;
    return { granted, reserved: 0, remaining, held: 0, msBeforeNext: counter.endsAt - now, window: name };
  }
}
