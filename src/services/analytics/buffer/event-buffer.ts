import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { Problem } from '../../../problem.ts';
import { APPEND, FULL, LENGTH, LIMITED, STREAM } from './append-script.ts';

/** A request of a client: what it counts for, and the events of it that are to be stored. */
export type Request = { limitKey: string; cost: number; events: readonly string[] };

/** What is left to the client, and in how many milliseconds it gets all of it back. */
export type Appended = { limited: boolean; remainingPoints: number; msBeforeNext: number };

/** What became of a request, or why it is not known to be stored: Problem `unavailable`. */
export type Outcome = Appended | Problem;

type Waiting = Request & { settle: (outcome: Outcome) => void };

type Limits = {
  /** Events of one client in one window, and the window in milliseconds. */
  points: number;
  window: number;
  /** Events that may wait for Postgres. */
  capacity: number;
};

const SHA = createHash('sha1').update(APPEND).digest('hex');

/** Requests and characters in one call: Redis does nothing else while it runs one. */
const CALL_REQUESTS = 256;
const CALL_LENGTH = 1_048_576;
/** Calls on their way at a time. Meanwhile requests gather for the next: the busier, the more of them share one. */
const CALLS = 8;
/** Requests that wait while Redis does not answer; more would only be kept waiting. */
const MAX_WAITING = 20_000;

/**
 * Appends events to the stream in Redis that workers move to Postgres. Requests that come in while others are on their way
 * share one call, and Redis, which writes its append-only file once for all that it has done, shares one write to disk.
 */
export class EventBuffer {
  readonly #redis: Redis;
  readonly #limits: Limits;
  /** Limits of which nothing is left, and until when: nothing has to be asked for those. */
  readonly #exhausted = new LRUCache<string, number>({ max: 10_000 });
  #waiting: Waiting[] = [];
  #calls = 0;
  #scheduled = false;

  constructor(redis: Redis, limits: Limits) {
    this.#redis = redis;
    this.#limits = limits;
  }

  /**
   * Counts and stores a request. When it is settled without `limited`, the events are in the append-only file; with a Problem
   * when the stream is full, or Redis is away or refuses to write. No promise, since each costs more than its share of a call.
   */
  append({ limitKey, cost, events }: Request, settle: (outcome: Outcome) => void): void {
    if (this.#waiting.length >= MAX_WAITING) {
      settle(new Problem('unavailable', 'Too many events are waiting.'));
      return;
    }
    this.#waiting.push({ limitKey, cost, events, settle });
    this.#schedule();
  }

  /** For how many milliseconds nothing is left of a limit, as far as is known here. */
  exhaustedFor(limitKey: string): number {
    return Math.max(0, (this.#exhausted.get(limitKey) ?? 0) - Date.now());
  }

  /** After the requests that this turn of the event loop reads from other connections. */
  #schedule(): void {
    if (this.#scheduled || this.#calls >= CALLS) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      const requests = this.#take();
      this.#calls += 1;
      const failed = (cause: unknown) => {
        for (const { settle } of requests) settle(new Problem('unavailable', undefined, { cause }));
      };
      this.#call(requests)
        .then((answers) => this.#settle(requests, answers), failed)
        .finally(() => {
          this.#calls -= 1;
          if (this.#waiting.length > 0) this.#schedule();
        });
      if (this.#waiting.length > 0) this.#schedule();
    });
  }

  #take(): Waiting[] {
    let count = 0;
    for (let length = 0; count < Math.min(this.#waiting.length, CALL_REQUESTS); count += 1) {
      for (const event of this.#waiting[count]?.events ?? []) length += event.length;
      if (length > CALL_LENGTH && count > 0) break;
    }
    return this.#waiting.splice(0, count);
  }

  #call(requests: readonly Waiting[]): Promise<number[]> {
    const { points, window, capacity } = this.#limits;
    const keys = [STREAM, LENGTH];
    const values: (string | number)[] = [points, window, capacity];
    for (const { limitKey, cost, events } of requests) {
      keys.push(limitKey);
      values.push(cost, events.length, ...events);
    }
    return this.#evaluate(keys, values);
  }

  #settle(requests: readonly Waiting[], answers: readonly number[]): void {
    let at = 0;
    for (const { limitKey, settle } of requests) {
      const outcome = answers[at];
      const remainingPoints = answers[at + 1] ?? 0;
      const msBeforeNext = answers[at + 2] ?? 0;
      at += 3;
      if (remainingPoints === 0) this.#exhausted.set(limitKey, Date.now() + msBeforeNext);
      if (outcome === FULL) settle(new Problem('unavailable', 'The buffer of events is full.'));
      else settle({ limited: outcome === LIMITED, remainingPoints, msBeforeNext });
    }
  }

  async #evaluate(keys: string[], values: (string | number)[]): Promise<number[]> {
    try {
      return (await this.#redis.evalsha(SHA, keys.length, ...keys, ...values)) as number[];
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return (await this.#redis.eval(APPEND, keys.length, ...keys, ...values)) as number[];
    }
  }
}
