import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { domainOf } from '../../domain.ts';
import { Problem } from '../../problem.ts';

/** 10 wrong passwords in 15 minutes, for customers (api.md §1) and staff alike. */
const FAILURES = { points: 10, duration: 15 * 60 };

/** The failures of one kind of account, counted by whatever the caller makes the key of. */
export type FailedAttempts = {
  /**
   * Counts an attempt as failed before its password is checked, so that parallel guesses cannot exceed the limit;
   * `forget` takes it back.
   * @throws Problem rate_limited when there were too many; `first` tells whether this is the first that is refused.
   */
  count: (payload: Payload, key: string, refusal: string) => Promise<void>;
  forget: (payload: Payload, key: string) => Promise<void>;
};

/** Too many failures; `isFirst` for the one at which the lock begins. */
export class TooManyFailures extends Problem {
  readonly isFirst: boolean;

  constructor(detail: string, { consumedPoints, msBeforeNext }: RateLimiterRes) {
    const seconds = String(Math.max(1, Math.ceil(msBeforeNext / 1000)));
    super('rate_limited', detail, {
      headers: {
        'Retry-After': seconds,
        'RateLimit-Policy': `"failed-logins";q=${FAILURES.points};w=${FAILURES.duration}`,
        RateLimit: `"failed-logins";r=0;t=${seconds}`,
      },
    });
    this.isFirst = consumedPoints === FAILURES.points + 1;
  }
}

/** Counts in Redis for all processes, and in memory while that is away: signing in works without Redis (api.md). */
export function failedAttempts(keyPrefix: string): FailedAttempts {
  const limiters = new WeakMap<Redis, RateLimiterRedis>();
  const limiterOf = (payload: Payload) => {
    const { redis } = domainOf(payload);
    const limiter =
      limiters.get(redis) ??
      new RateLimiterRedis({
        ...FAILURES,
        storeClient: redis,
        keyPrefix,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new RateLimiterMemory(FAILURES),
      });
    limiters.set(redis, limiter);
    return limiter;
  };
  return {
    async count(payload, key, refusal) {
      try {
        await limiterOf(payload).consume(key);
      } catch (result) {
        if (!(result instanceof RateLimiterRes)) throw result;
        throw new TooManyFailures(refusal, result);
      }
    },
    async forget(payload, key) {
      await limiterOf(payload).delete(key);
    },
  };
}
