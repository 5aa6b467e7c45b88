import type { Hash } from 'node:crypto';
import type { Payload } from 'payload';
import { rateLimited } from './metrics.ts';
import { Problem } from './problem.ts';
import { runtimeOf } from './runtime.ts';

/** The ETag of content, from its hash. It is weak because all content codings of a text share it (RFC 9110 §8.8.3.3). */
export const toEtag = (hash: Hash): string => `W/"${hash.digest('base64url').slice(0, 22)}"`;

/** The number of requests that a client may still send under a limit, and the milliseconds until the limit's window ends. */
export type RateLimitState = { remainingPoints: number; msBeforeNext: number };

/** Scales a limit by `rateLimitMultiplier` and rounds it down, but not below 1. */
export const scaleLimit = (payload: Payload, limit: number): number =>
  Math.max(1, Math.floor(limit * (runtimeOf(payload).rateLimitMultiplier ?? 1)));

/** Builds the `RateLimit` and `RateLimit-Policy` headers (draft-ietf-httpapi-ratelimit-headers). */
export function buildLimitHeaders(
  name: string,
  points: number,
  seconds: number,
  state: RateLimitState,
): Record<string, string> {
  return {
    'RateLimit-Policy': `"${name}";q=${points};w=${seconds}`,
    RateLimit: `"${name}";r=${state.remainingPoints};t=${countSecondsLeft(state)}`,
  };
}

/** Builds the headers of the response to a client that has reached a limit: the headers of the limit, and `Retry-After`. */
export const buildRefusalHeaders = (
  name: string,
  points: number,
  seconds: number,
  state: RateLimitState,
): Record<string, string> => ({
  ...buildLimitHeaders(name, points, seconds, state),
  'Retry-After': String(countSecondsLeft(state)),
});

/** Creates the refusal of a client that has reached a limit, and counts the refusal in the metrics. */
export function createLimitProblem(
  name: string,
  points: number,
  seconds: number,
  state: RateLimitState,
  detail = `Try again in ${countSecondsLeft(state)} s.`,
): Problem {
  rateLimited.inc({ limit: name });
  return new Problem('rate_limited', detail, { headers: buildRefusalHeaders(name, points, seconds, state) });
}

/** A limit of `points` requests within `seconds`. */
export type FixedLimit = { name: string; points: number; seconds: number };

/**
 * Creates the refusal of a caller who has used up a limit.
 * @param waitMs the milliseconds until the oldest counted request is older than the limit's window
 */
export const createUsedUpProblem = ({ name, points, seconds }: FixedLimit, waitMs: number, detail: string): Problem =>
  createLimitProblem(name, points, seconds, { remainingPoints: 0, msBeforeNext: waitMs }, detail);

const countSecondsLeft = ({ msBeforeNext }: RateLimitState) => Math.max(1, Math.ceil(msBeforeNext / 1000));
