import { createHash, createHmac } from 'node:crypto';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { Problem } from '../../lib/problem.ts';
import { APPEND_SCRIPT, FULL, LENGTH_KEY, LIMITED, STREAM_KEY } from './buffer-scripts.ts';

/**
 * Returns a function that maps an IP address to its rate-limit key in Redis. The key holds a keyed hash instead of the address,
 * because Redis persists to disk. The hash tag puts the key into the cluster slot of the stream, as the append script requires.
 */
export function createLimitKeys(secret: string): (address: string) => string {
  const cache = new LRUCache<string, string>({ max: 10_000 });
  return (address) => {
    const cached = cache.get(address);
    if (cached) return cached;
    const hash = createHmac('sha256', secret).update(`analytics limit ${address}`).digest('base64url').slice(0, 22);
    const key = `ratelimit:{${STREAM_KEY}}:${hash}`;
    cache.set(address, key);
    return key;
  };
}

/** One request of a client: its cost towards the client's limit, and its events as JSON. */
export type AppendRequest = { limitKey: string; cost: number; events: readonly string[] };

/**
 * Whether the request exceeded the limit, how many events the client may still send, and the milliseconds until its window ends.
 */
export type AppendResult = { limited: boolean; remainingPoints: number; msBeforeNext: number };

/** The result of a request; or Problem `unavailable`, after which the events may or may not be stored. */
export type AppendOutcome = AppendResult | Problem;

type QueuedRequest = AppendRequest & { done: (outcome: AppendOutcome) => void };

type Limits = {
  /** Maximum events that a client may send per window. */
  points: number;
  windowMs: number;
  /** Maximum events in the stream, where they wait until they are stored in Postgres. */
  capacity: number;
};

const APPEND_SCRIPT_SHA = createHash('sha1').update(APPEND_SCRIPT).digest('hex');

/** Maximum requests and characters per call of the script. The script blocks Redis while it runs, so a call must be short. */
const CALL_REQUESTS = 256;
const CALL_CHARACTERS = 1_048_576;
/**
 * Maximum concurrent calls. While this many calls are in flight, new requests are batched into the next call, so batches grow
 * with the load.
 */
const MAX_CALLS = 8;
/** Maximum queued requests, for example while Redis does not respond. Further requests fail at once. */
const MAX_WAITING = 20_000;

/**
 * Appends events to the stream in Redis, from which workers move them to Postgres. Requests that arrive at about the same time
 * are batched into one call, so they share one write to Redis' append-only file.
 */
export class EventBuffer {
  readonly #redis: Redis;
  readonly #limits: Limits;
  /**
   * The limit keys of clients that have used up their limit, each with the end of the client's window in milliseconds since 1970.
   * Until then, the client's requests are refused without a call to Redis.
   */
  readonly #exhausted = new LRUCache<string, number>({ max: 10_000 });
  #queue: QueuedRequest[] = [];
  #calls = 0;
  #scheduled = false;

  constructor(redis: Redis, limits: Limits) {
    this.#redis = redis;
    this.#limits = limits;
  }

  /**
   * Counts a request against the limit and stores its events. If `done` is called with a result whose `limited` is false, the
   * events are in Redis' append-only file. `done` is called with Problem `unavailable` if too many requests wait, the stream is
   * full, or Redis is unreachable or refuses to write. The method takes a callback instead of returning a promise, because a
   * promise per request would cost more than the request's share of a batched call.
   */
  append({ limitKey, cost, events }: AppendRequest, done: (outcome: AppendOutcome) => void): void {
    if (this.#queue.length >= MAX_WAITING) {
      done(new Problem('unavailable', 'Too many events are waiting to be stored. Try again later.'));
      return;
    }
    this.#queue.push({ limitKey, cost, events, done });
    this.#schedule();
  }

  /**
   * Returns the milliseconds until the client may send events again, or 0 if, as far as this process knows, the client has not
   * used up its limit.
   */
  exhaustedFor(limitKey: string): number {
    return Math.max(0, (this.#exhausted.get(limitKey) ?? 0) - Date.now());
  }

  /**
   * Defers the call to Redis with `setImmediate`, so that the call includes requests that arrive on other connections in this
   * turn of the event loop.
   */
  #schedule(): void {
    if (this.#scheduled || this.#calls >= MAX_CALLS) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const requests = this.#dequeue();
      this.#calls += 1;
      const failed = (cause: unknown) => {
        for (const { done } of requests) done(new Problem('unavailable', undefined, { cause }));
      };
      this.#call(requests)
        .then((answers) => this.#resolve(requests, answers), failed)
        .finally(() => {
          this.#calls -= 1;
          if (this.#queue.length > 0) this.#schedule();
        });
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #dequeue(): QueuedRequest[] {
    let count = 0;
    for (let length = 0; count < Math.min(this.#queue.length, CALL_REQUESTS); count += 1) {
      for (const event of this.#queue[count]?.events ?? []) length += event.length;
      if (length > CALL_CHARACTERS && count > 0) break;
    }
    return this.#queue.splice(0, count);
  }

  #call(requests: readonly QueuedRequest[]): Promise<number[]> {
    const { points, windowMs, capacity } = this.#limits;
    const keys = [STREAM_KEY, LENGTH_KEY];
    const values: (string | number)[] = [points, windowMs, capacity];
    for (const { limitKey, cost, events } of requests) {
      keys.push(limitKey);
      values.push(cost, events.length, ...events);
    }
    return this.#evaluate(keys, values);
  }

  #resolve(requests: readonly QueuedRequest[], answers: readonly number[]): void {
    let at = 0;
    for (const { limitKey, done } of requests) {
      const outcome = answers[at];
      const remainingPoints = answers[at + 1] ?? 0;
      const msBeforeNext = answers[at + 2] ?? 0;
      at += 3;
      if (remainingPoints === 0) this.#exhausted.set(limitKey, Date.now() + msBeforeNext);
      if (outcome === FULL) done(new Problem('unavailable', 'The buffer of events is full. Try again later.'));
      else done({ limited: outcome === LIMITED, remainingPoints, msBeforeNext });
    }
  }

  async #evaluate(keys: string[], values: (string | number)[]): Promise<number[]> {
    try {
      return (await this.#redis.evalsha(APPEND_SCRIPT_SHA, keys.length, ...keys, ...values)) as number[];
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return (await this.#redis.eval(APPEND_SCRIPT, keys.length, ...keys, ...values)) as number[];
    }
  }
}
