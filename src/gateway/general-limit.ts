import type { Payload } from 'payload';
import type { Visitor } from './arrival.ts';
import type { RateLimit } from './endpoint.ts';
import { countRequest, spendHeld } from './rate-limit.ts';

/** For routes that have no limit of their own: the cheap ones, so it is counted cheaply, with points held ahead. */
export const GENERAL_LIMIT: RateLimit = { points: 600, seconds: 60, heldAhead: true };

/**
 * Counts a request against the general limit.
 * @param weight for how many requests it counts
 * @returns the `RateLimit` headers; none for a request that the limit does not count
 * @throws Problem `rate_limited`
 */
export async function countGenerally(
  payload: Payload,
  { ip, unlimited }: Visitor,
  weight = 1,
): Promise<Record<string, string>> {
  return unlimited ? {} : countRequest(payload, 'general', GENERAL_LIMIT, ip, weight);
}

/** Like {@link countGenerally}, without waiting. @returns undefined when somebody has to be asked */
export const spendGenerally = (payload: Payload, { ip, unlimited }: Visitor): Record<string, string> | undefined =>
  unlimited ? {} : spendHeld(payload, 'general', GENERAL_LIMIT, ip);
