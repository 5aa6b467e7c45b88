import type { Payload } from 'payload';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  RLWrapperTimeouts,
} from 'rate-limiter-flexible';
import { domainOf } from '../domain.ts';
import { limitKey } from './client-address.ts';
import type { RateLimit } from './endpoint.ts';
import { limitHeaders, limitReached, pointsOf } from './limit-headers.ts';
import { ReservedPoints } from './reserved-points.ts';

/** For routes that have no limit of their own: the cheap ones, so it is counted cheaply, in blocks. */
export const GENERAL_LIMIT: RateLimit = { points: 600, seconds: 60, inBlocks: true };

/** A limit that is counted in blocks has at least so many of them, and none is larger than this. */
const BLOCKS = 30;
const MAX_BLOCK = 20;

/** For the routes of Payload that take a password or send an e-mail. */
export const SIGN_IN_LIMIT: RateLimit = { points: 10, seconds: 60 };

/** A Redis that does not answer in this time is passed over: it must not hold requests up. */
const REDIS_TIMEOUT_MS = 250;

type Limiter = Pick<RateLimiterAbstract, 'consume'> | ReservedPoints;
type Counted = { limiter: Limiter; points: number };
type Limiters = Map<string, Counted>;

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
  const { limiter, points } = limiterOf(payload, name, limit);
  try {
    const result = await limiter.consume(limitKey(address));
    return limitHeaders(name, points, limit.seconds, result);
  } catch (result) {
    if (!(result instanceof RateLimiterRes)) throw result;
    throw limitReached(name, points, limit.seconds, result);
  }
}

/**
 * Like {@link countRequest} for a limit that is counted in blocks, without waiting.
 * @returns undefined when this process holds no point of the client's: then {@link countRequest} asks for more.
 */
export function spendHeld(
  payload: Payload,
  name: string,
  limit: RateLimit,
  address: string,
): Record<string, string> | undefined {
  const { limiter, points } = limiterOf(payload, name, limit);
  const result = limiter instanceof ReservedPoints ? limiter.spend(limitKey(address)) : undefined;
  return result && limitHeaders(name, points, limit.seconds, result);
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

function createLimiter(payload: Payload, name: string, { points, seconds: duration, inBlocks }: RateLimit): Limiter {
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
  const shared = new RLWrapperTimeouts({ limiter, timeoutMs: REDIS_TIMEOUT_MS, insuranceLimiter });
  return inBlocks ? new ReservedPoints(shared, Math.min(MAX_BLOCK, Math.max(1, Math.floor(points / BLOCKS)))) : shared;
}
