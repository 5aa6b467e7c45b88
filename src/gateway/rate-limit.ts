import type { Payload } from 'payload';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, RLWrapperTimeouts } from 'rate-limiter-flexible';
import type { RateLimit } from '../endpoints/endpoint.ts';
import { type RequestClient, toLimitKey } from '../lib/client-address.ts';
import { buildLimitHeaders, createLimitProblem, type RateLimitState, scaleLimit } from '../lib/http.ts';
import { oncePerPayload, runtimeOf } from '../lib/runtime.ts';
import { MemoryPointStore, RedisPointStore, withFallback } from './point-store.ts';
import { PointsExhaustedError, ReservedPoints } from './reserved-points.ts';

/** The limit of Payload's routes that accept a password or a token, or send an e-mail. */
export const SIGN_IN_LIMIT: RateLimit = { points: 10, seconds: 60 };

/** Milliseconds to wait for Redis. After that, requests are counted in memory, so that a slow Redis does not delay requests. */
const REDIS_TIMEOUT_MS = 250;

/** Counts requests. `consume` throws `RateLimiterRes` or `PointsExhaustedError` when the limit is reached. */
type Limiter = { consume: (key: string, points?: number) => Promise<RateLimitState> };
type CountedLimiter = { limiter: Limiter; points: number };
type Limiters = Map<string, CountedLimiter>;

const getLimiters = oncePerPayload((): Limiters => new Map());

/**
 * Counts a request of `address` against the limit called `name`. The counts are in Redis, which all processes share, or in this
 * process's memory while Redis is down. IPv6 clients are counted by /64 network.
 * @param weight how many requests this request counts as
 * @returns the `RateLimit` and `RateLimit-Policy` headers (draft-ietf-httpapi-ratelimit-headers)
 * @throws Problem `rate_limited` with `Retry-After` and the same headers
 */
export async function countRequest(
  payload: Payload,
  name: string,
  limit: RateLimit,
  address: string,
  weight = 1,
): Promise<Record<string, string>> {
  const { limiter, points } = getLimiter(payload, name, limit);
  try {
    return buildLimitHeaders(name, points, limit.seconds, await limiter.consume(toLimitKey(address), weight));
  } catch (result) {
    if (result instanceof PointsExhaustedError) throw createLimitProblem(name, points, limit.seconds, result.state);
    if (!(result instanceof RateLimiterRes)) throw result;
    throw createLimitProblem(name, points, limit.seconds, result);
  }
}

/**
 * Counts a request synchronously, as {@link countRequest} does asynchronously. This works only for a limit with `reserveAhead`.
 * @returns the headers; undefined if this process holds no reserved points for the client, so that the caller must use
 * {@link countRequest}
 */
export function spendReserved(
  payload: Payload,
  name: string,
  limit: RateLimit,
  address: string,
): Record<string, string> | undefined {
  const { limiter, points } = getLimiter(payload, name, limit);
  const state = limiter instanceof ReservedPoints ? limiter.spend(toLimitKey(address)) : undefined;
  return state && buildLimitHeaders(name, points, limit.seconds, state);
}

function getLimiter(payload: Payload, name: string, limit: RateLimit): CountedLimiter {
  const limiters = getLimiters(payload);
  let counted = limiters.get(name);
  if (!counted) {
    const points = scaleLimit(payload, limit.points);
    counted = { points, limiter: createLimiter(payload, name, { ...limit, points }) };
    limiters.set(name, counted);
  }
  return counted;
}

function createLimiter(
  payload: Payload,
  name: string,
  { points, seconds: duration, reserveAhead }: RateLimit,
): Limiter {
  const { redis } = runtimeOf(payload);
  if (reserveAhead) {
    const limit = { points, milliseconds: duration * 1000 };
    const shared = new RedisPointStore(redis, `ratelimit:points:${name}`, limit);
    return new ReservedPoints(withFallback(shared, new MemoryPointStore(limit), REDIS_TIMEOUT_MS), points);
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

/** The limit of all routes that define no limit. Processes reserve parts of it in advance, so that counting is cheap. */
export const GENERAL_LIMIT: RateLimit = { points: 600, seconds: 60, reserveAhead: true };

/**
 * Counts a request against the general limit.
 * @param weight how many requests this request counts as
 * @returns the `RateLimit` headers; no headers for an `unlimited` request
 * @throws Problem `rate_limited`
 */
export async function countGeneralRequest(
  payload: Payload,
  { ip, unlimited }: RequestClient,
  weight = 1,
): Promise<Record<string, string>> {
  return unlimited ? {} : countRequest(payload, 'general', GENERAL_LIMIT, ip, weight);
}

/**
 * Counts a request synchronously, as {@link countGeneralRequest} does asynchronously.
 * @returns the headers; undefined if this process holds no reserved points for the client, so that the caller must use
 * {@link countGeneralRequest}
 */
export const spendGeneralPoint = (
  payload: Payload,
  { ip, unlimited }: RequestClient,
): Record<string, string> | undefined => (unlimited ? {} : spendReserved(payload, 'general', GENERAL_LIMIT, ip));
