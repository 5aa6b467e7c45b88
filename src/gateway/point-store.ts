import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { withTimeLimit } from '../lib/concurrency.ts';
import type { RedisScripts } from '../lib/redis.ts';

/**
 * A process's call to the store about one client. One point pays for one request of the client. The call asks for points, and
 * reports the points that the process no longer holds.
 */
export type PointRequest = {
  /** Points that the client's waiting requests need. */
  needed: number;
  /** Points to reserve for the client's next requests. */
  reserve: number;
  /** Points that the process no longer holds, because it has spent them or returns them. */
  released: number;
  /** The part of `released` that the process returns unspent. */
  returned: number;
  /** The window in which the process was granted the points that it counts in `released` and `returned`. */
  window: string;
};

/** The response of a store: the points that the process gets for a client, and the state of the client's window. */
export type PointGrant = {
  /** Points for waiting requests, 0 to `needed`. */
  granted: number;
  /** Points for the client's next requests, 0 to `reserve`. The process holds them until it releases them. */
  reserved: number;
  /** Points of the window that are left for all processes: neither spent nor held. */
  remaining: number;
  /** Points that all processes hold, this process included. */
  held: number;
  msBeforeNext: number;
  /** Identifies the window to which these points belong. */
  window: string;
};

/** Counts points per client in fixed windows. A window begins with the client's first request. */
export type PointStore = { acquire: (key: string, request: PointRequest) => Promise<PointGrant> };

/** The points of a limit, and the length of its window. */
type Limit = { points: number; milliseconds: number };

/** A reserve is at most the remaining points divided by this number, so that no points are reserved when few remain. */
const RESERVE_DIVISOR = 10;

const ACQUIRE_SCRIPT = `
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
local reserved = math.max(0, math.min(reserve, math.floor((points - taken - granted) / ${RESERVE_DIVISOR})))
taken, held = taken + granted + reserved, held + reserved
redis.call('HSET', KEYS[1], 'taken', taken, 'held', held, 'ends', string.format('%.0f', ends))
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', ends))
return { granted, reserved, points - taken, held, ends - now, string.format('%.0f', ends) }`;

/** The script that a Redis connection needs for {@link RedisPointStore}. */
export const POINT_SCRIPTS: RedisScripts = { takePoints: { numberOfKeys: 1, lua: ACQUIRE_SCRIPT } };

type Reply = [number, number, number, number, number, string];
type AcquiringRedis = Redis & { takePoints: (key: string, ...request: (string | number)[]) => Promise<Reply> };

/** Counts points in Redis, which all processes share. */
export class RedisPointStore implements PointStore {
  readonly #redis: AcquiringRedis;
  readonly #prefix: string;
  readonly #limit: Limit;

  constructor(redis: Redis, prefix: string, limit: Limit) {
    this.#redis = redis as AcquiringRedis;
    this.#prefix = prefix;
    this.#limit = limit;
  }

  async acquire(key: string, { needed, reserve, released, returned, window }: PointRequest): Promise<PointGrant> {
    if (this.#redis.status !== 'ready') throw new Error('Redis cannot be reached.');
    const { points, milliseconds } = this.#limit;
    const [granted, reserved, remaining, held, msBeforeNext, ends] = await this.#redis.takePoints(
      `${this.#prefix}:${key}`,
      ...[points, milliseconds, needed, reserve, released, returned, window],
    );
    return { granted, reserved, remaining, held, msBeforeNext, window: ends };
  }
}

/** Returns a store that uses `first`, and uses `second` if `first` fails or takes longer than `milliseconds`. */
export const withFallback = (first: PointStore, second: PointStore, milliseconds: number): PointStore => ({
  acquire: (key, request) =>
    withTimeLimit(milliseconds, first.acquire(key, request)).catch(() => second.acquire(key, request)),
});

type WindowCounter = { used: number; endsAt: number };

/** The maximum number of clients that one process counts in memory. */
const MAX_CLIENTS = 20_000;

/**
 * Counts points in this process's memory, while Redis is down. It reserves no points, because a reserve only saves calls to
 * Redis.
 */
export class MemoryPointStore implements PointStore {
  readonly #limit: Limit;
  readonly #counters = new LRUCache<string, WindowCounter>({ max: MAX_CLIENTS });

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  async acquire(key: string, { needed, returned, window }: PointRequest): Promise<PointGrant> {
    const { points, milliseconds } = this.#limit;
    const now = Date.now();
    let counter = this.#counters.get(key);
    if (!counter || counter.endsAt <= now) {
      counter = { used: 0, endsAt: now + milliseconds };
      this.#counters.set(key, counter);
    }
    const name = `memory ${counter.endsAt}`;
    if (window === name) counter.used -= returned;
    const granted = Math.max(0, Math.min(needed, points - counter.used));
    counter.used += granted;
    const remaining = points - counter.used;
    return { granted, reserved: 0, remaining, held: 0, msBeforeNext: counter.endsAt - now, window: name };
  }
}
