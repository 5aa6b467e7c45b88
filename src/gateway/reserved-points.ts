import { LRUCache } from 'lru-cache';
import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';

/** Clients whose points one process holds at a time. */
const CLIENTS = 20_000;

/** What a process has taken of a client's points and not yet spent; `remaining` is what the limiter had left then. */
type Reserve = { left: number; remaining: number; endsAt: number };

/**
 * Takes points from a shared limiter in blocks and spends them without asking it, so that most requests wait for
 * nothing. No client gets more points than the limit in a window; one that reaches several processes may be refused as many
 * points early as the other processes hold of it: a block each, at most.
 */
export class ReservedPoints {
  readonly #limiter: RateLimiterAbstract;
  readonly #block: number;
  readonly #reserves = new LRUCache<string, Reserve>({ max: CLIENTS });

  constructor(limiter: RateLimiterAbstract, block: number) {
    this.#limiter = limiter;
    this.#block = block;
  }

  /** Spends one point of `key` if this process holds one. */
  spend(key: string): RateLimiterRes | undefined {
    const held = this.#held(key);
    if (!held || held.left === 0) return undefined;
    held.left -= 1;
    return new RateLimiterRes(held.remaining + held.left, held.endsAt - Date.now());
  }

  /** Spends one point of `key`. @throws RateLimiterRes when there is none. */
  async consume(key: string): Promise<RateLimiterRes> {
    const spent = this.spend(key);
    if (spent) return spent;
    const held = this.#held(key);
    const points = Math.min(this.#block, Math.max(1, held?.remaining ?? this.#block));
    const { remainingPoints, msBeforeNext } = await this.#limiter.consume(key, points);
    // Requests of the same moment may have taken a block too.
    const meanwhile = this.#held(key);
    const left = points - 1 + (meanwhile?.left ?? 0);
    const endsAt = Math.min(Date.now() + msBeforeNext, meanwhile?.endsAt ?? Number.POSITIVE_INFINITY);
    this.#reserves.set(key, { left, remaining: remainingPoints, endsAt });
    return new RateLimiterRes(remainingPoints + left, msBeforeNext);
  }

  /** What this process holds in the window that is running. */
  #held(key: string): Reserve | undefined {
    const reserve = this.#reserves.get(key);
    return reserve && reserve.endsAt > Date.now() ? reserve : undefined;
  }
}
