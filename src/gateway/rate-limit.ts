import type { Payload } from 'payload';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
} from 'rate-limiter-flexible';
import { domainOf } from '../domain.ts';
import { rateLimited } from '../metrics.ts';
import { Problem } from '../problem.ts';
import { limitKey } from './client-address.ts';
import type { RateLimit } from './endpoint.ts';

/** For routes that have no limit of their own. */
export const GENERAL_LIMIT: RateLimit = { points: 600, seconds: 60 };

/** For the routes of Payload that take a password or send an e-mail. */
export const SIGN_IN_LIMIT: RateLimit = { points: 10, seconds: 60 };

/** A Redis that does not answer in this time is passed over: it must not hold requests up. */
const REDIS_TIMEOUT_MS = 250;

type Limiters = Map<string, RateLimiterAbstract>;

const perPayload = new WeakMap<Payload, Limiters>();

/**
 * Counts one request of `address` against the limit called `name`; in Redis, so that all processes count together, and in
 * this process's memory while Redis is away. IPv6 clients are counted by /64.
 * @returns the `RateLimit` and `RateLimit-Policy` headers (draft-ietf-httpapi-ratelimit-headers).
 * @throws Problem `rate_limited` with `Retry-After` and the same headers.
 */
export async function countRequest(
  payload: Payload,
  name: string,
  limit: RateLimit,
  address: string,
): Promise<Record<string, string>> {
  const points = Math.max(1, Math.floor(limit.points * (domainOf(payload).rateLimitMultiplier ?? 1)));
  const limiter = limiterOf(payload, name, points, limit.seconds);
  try {
    const result = await limiter.consume(limitKey(address));
    return limitHeaders(name, points, limit.seconds, result);
  } catch (result) {
    if (!(result instanceof RateLimiterRes)) throw result;
    rateLimited.inc({ limit: name });
    const headers = limitHeaders(name, points, limit.seconds, result);
    const seconds = secondsLeft(result);
    throw new Problem('rate_limited', `Try again in ${seconds} s.`, {
      headers: { ...headers, 'Retry-After': String(seconds) },
    });
  }
}

function limiterOf(payload: Payload, name: string, points: number, seconds: number): RateLimiterAbstract {
  let limiters = perPayload.get(payload);
  if (!limiters) {
    limiters = new Map();
    perPayload.set(payload, limiters);
  }
  let limiter = limiters.get(name);
  if (!limiter) {
    limiter = createLimiter(payload, name, points, seconds);
    limiters.set(name, limiter);
  }
  return limiter;
}

function createLimiter(payload: Payload, name: string, points: number, duration: number): RateLimiterAbstract {
  const keyPrefix = `ratelimit:${name}`;
  const insuranceLimiter = new RateLimiterMemory({ keyPrefix, points, duration });
  const limiter = new RateLimiterRedis({
    storeClient: domainOf(payload).redis,
    rejectIfRedisNotReady: true,
    keyPrefix,
    points,
    duration,
    insuranceLimiter,
  });
  return new RLWrapperTimeouts({ limiter, timeoutMs: REDIS_TIMEOUT_MS, insuranceLimiter });
}

const secondsLeft = (result: RateLimiterRes) => Math.max(1, Math.ceil(result.msBeforeNext / 1000));

function limitHeaders(name: string, points: number, seconds: number, result: RateLimiterRes): Record<string, string> {
  return {
    'RateLimit-Policy': `"${name}";q=${points};w=${seconds}`,
    RateLimit: `"${name}";r=${result.remainingPoints};t=${secondsLeft(result)}`,
  };
}
