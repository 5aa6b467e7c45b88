import type { Payload } from 'payload';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, RLWrapperTimeouts } from 'rate-limiter-flexible';
import { domainOf } from '../domain.ts';
import { limitKey } from './client-address.ts';
import type { RateLimit } from './endpoint.ts';
import { type LimitState, limitHeaders, limitReached, pointsOf } from './limit-headers.ts';
import { MemoryPointStore, RedisPointStore, withFallback } from './point-store.ts';
import { PointsExhausted, ReservedPoints } from './reserved-points.ts';

/** For the routes of Payload that take a password or send an e-mail. */
export const SIGN_IN_LIMIT: RateLimit = { points: 10, seconds: 60 };

/** A Redis that does not answer in this time is passed over: it must not hold requests up. */
const REDIS_TIMEOUT_MS = 250;

/** What counts: throws `RateLimiterRes` or `PointsExhausted` when it is at its end. */
type Limiter = { consume: (key: string, points?: number) => Promise<LimitState> };
type Counted = { limiter: Limiter; points: number };
type Limiters = Map<string, Counted>;

const perPayload = new WeakMap<Payload, Limiters>();

/**
 * Counts a request of `address` against the limit called `name`; in Redis, so that all processes count together, and in
 * this process's memory while Redis is away. IPv6 clients are counted by /64.
 * @param weight for how many requests it counts
 * @returns the `RateLimit` and `RateLimit-Policy` headers (draft-ietf-httpapi-ratelimit-headers).
 * @throws Problem `rate_limited` with `Retry-After` and the same headers.
 */
export async function countRequest(
  payload: Payload,
  name: string,
  limit: RateLimit,
  address: string,
  weight = 1,
): Promise<Record<string, string>> {
  const { limiter, points } = limiterOf(payload, name, limit);
  try {
    return limitHeaders(name, points, limit.seconds, await limiter.consume(limitKey(address), weight));
  } catch (result) {
    if (result instanceof PointsExhausted) throw limitReached(name, points, limit.seconds, result.state);
    if (!(result instanceof RateLimiterRes)) throw result;
    throw limitReached(name, points, limit.seconds, result);
  }
}

/**
 * Like {@link countRequest} for a limit whose points are held ahead, without waiting.
 * @returns undefined when this process holds no point of the client's: then {@link countRequest} asks for more.
 */
export function spendHeld(
  payload: Payload,
  name: string,
  limit: RateLimit,
  address: string,
): Record<string, string> | undefined {
  const { limiter, points } = limiterOf(payload, name, limit);
  const state = limiter instanceof ReservedPoints ? limiter.spend(limitKey(address)) : undefined;
  return state && limitHeaders(name, points, limit.seconds, state);
}

function limiterOf(payload: Payload, name: string, limit: RateLimit): Counted {
  let limiters = perPayload.get(payload);
  if (!limiters) {
    limiters = new Map();
    perPayload.set(payload, limiters);
  }
  let counted = limiters.get(name);
  if (!counted) {
    const points = pointsOf(payload, limit);
    counted = { points, limiter: createLimiter(payload, name, { ...limit, points }) };
    limiters.set(name, counted);
  }
  return counted;
}

function createLimiter(payload: Payload, name: string, { points, seconds: duration, heldAhead }: RateLimit): Limiter {
  const { redis } = domainOf(payload);
  if (heldAhead) {
    const limit = { points, milliseconds: duration * 1000 };
    const shared = new RedisPointStore(redis, `ratelimit:points:${name}`, limit);
    return new ReservedPoints(withFallback(shared, new MemoryPointStore(limit), REDIS_TIMEOUT_MS));
  }
  const keyPrefix = `ratelimit:${name}`;
  const insuranceLimiter = new RateLimiterMemory({ keyPrefix, points, duration });
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    rejectIfRedisNotReady: true,
    keyPrefix,
    points,
    duration,
    insuranceLimiter,
  });
  return new RLWrapperTimeouts({ limiter, timeoutMs: REDIS_TIMEOUT_MS, insuranceLimiter });
}
