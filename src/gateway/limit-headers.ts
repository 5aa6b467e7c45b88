import type { Payload } from 'payload';
import { domainOf } from '../domain.ts';
import { rateLimited } from '../metrics.ts';
import { Problem } from '../problem.ts';

/** What is left of a limit for one client, and when the window ends. */
export type LimitState = { remainingPoints: number; msBeforeNext: number };

/** The points that a limit has on this site. */
export const pointsOf = (payload: Payload, { points }: { points: number }): number =>
  Math.max(1, Math.floor(points * (domainOf(payload).rateLimitMultiplier ?? 1)));

/** The `RateLimit` and `RateLimit-Policy` headers (draft-ietf-httpapi-ratelimit-headers). */
export function limitHeaders(name: string, points: number, seconds: number, state: LimitState): Record<string, string> {
  return {
    'RateLimit-Policy': `"${name}";q=${points};w=${seconds}`,
    RateLimit: `"${name}";r=${state.remainingPoints};t=${secondsLeft(state)}`,
  };
}

/** The refusal of a client that is at its limit, with `Retry-After`; counts it. */
export function limitReached(name: string, points: number, seconds: number, state: LimitState): Problem {
  rateLimited.inc({ limit: name });
  const left = secondsLeft(state);
  return new Problem('rate_limited', `Try again in ${left} s.`, {
    headers: { ...limitHeaders(name, points, seconds, state), 'Retry-After': String(left) },
  });
}

const secondsLeft = ({ msBeforeNext }: LimitState) => Math.max(1, Math.ceil(msBeforeNext / 1000));
