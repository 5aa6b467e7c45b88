import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { domainOf } from '../../domain.ts';
import { Problem } from '../../problem.ts';

/** 10 failed logins per e-mail, known or not, in 15 minutes (api.md §1). */
const FAILURES = { points: 10, duration: 15 * 60 };

const limiters = new WeakMap<Redis, RateLimiterRedis>();

/** Counts in Redis for all processes, and in memory while that is away: login works without Redis (api.md). */
function limiterOf(payload: Payload): RateLimiterRedis {
  const { redis } = domainOf(payload);
  const limiter =
    limiters.get(redis) ??
    new RateLimiterRedis({
      ...FAILURES,
      storeClient: redis,
      keyPrefix: 'login:failed',
      rejectIfRedisNotReady: true,
      insuranceLimiter: new RateLimiterMemory(FAILURES),
    });
  limiters.set(redis, limiter);
  return limiter;
}

/** Addresses stay out of Redis. */
const keyOf = (email: string) => createHash('sha256').update(email).digest('base64url');

/**
 * Counts a login as failed before its password is checked, so that parallel guesses cannot exceed the limit.
 * {@link clearFailedLogins} takes it back.
 * @throws Problem rate_limited when the e-mail has had its failures.
 */
export async function countFailedLogin(payload: Payload, email: string): Promise<void> {
  try {
    await limiterOf(payload).consume(keyOf(email));
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = String(Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)));
    throw new Problem('rate_limited', 'Too many failed logins for this e-mail address.', {
      headers: {
        'Retry-After': seconds,
        'RateLimit-Policy': `"failed-logins";q=${FAILURES.points};w=${FAILURES.duration}`,
        RateLimit: `"failed-logins";r=0;t=${seconds}`,
      },
    });
  }
}

/** Forgets the failed logins of an e-mail: after a right password, and after a new one was set. */
export async function clearFailedLogins(payload: Payload, email: string): Promise<void> {
  await limiterOf(payload).delete(keyOf(email));
}
