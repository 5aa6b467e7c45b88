import { createHash } from 'node:crypto';
import type { Payload } from 'payload';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { buildRefusalHeaders } from '../../lib/http.ts';
import { Problem } from '../../lib/problem.ts';
import { oncePerPayload, runtimeOf } from '../../lib/runtime.ts';

/** At most 10 wrong passwords in 15 minutes, for customers (docs/spec/api.md#1-auth) and for staff. `duration` is in seconds. */
const FAILURE_LIMIT = { points: 10, duration: 15 * 60 };

/** Counts the failed logins of customers or of staff, under keys that the caller chooses. */
export type FailedAttempts = {
  /**
   * Counts an attempt as failed before its password is checked, so that parallel guesses cannot exceed the limit; `forget` resets
   * the count.
   * @throws TooManyFailuresError (Problem rate_limited) if the limit is exceeded
   */
  count: (payload: Payload, key: string, refusal: string) => Promise<void>;
  forget: (payload: Payload, key: string) => Promise<void>;
};

/** Thrown after too many failures. `isFirst` is true for the first attempt above the limit. */
export class TooManyFailuresError extends Problem {
  readonly isFirst: boolean;

  constructor(detail: string, { consumedPoints, msBeforeNext }: RateLimiterRes) {
    const { points, duration } = FAILURE_LIMIT;
    const state = { remainingPoints: 0, msBeforeNext };
    super('rate_limited', detail, { headers: buildRefusalHeaders('failed-logins', points, duration, state) });
    this.isFirst = consumedPoints === FAILURE_LIMIT.points + 1;
  }
}

/**
 * Creates a counter of failed logins. It counts in Redis for all processes, and in memory while Redis is down, because signing in
 * works without Redis (docs/spec/api.md#without-redis-or-postgres).
 */
export function createFailedAttempts(keyPrefix: string): FailedAttempts {
  const getLimiter = oncePerPayload(
    (payload) =>
      new RateLimiterRedis({
        ...FAILURE_LIMIT,
        storeClient: runtimeOf(payload).redis,
        keyPrefix,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new RateLimiterMemory(FAILURE_LIMIT),
      }),
  );
  return {
    async count(payload, key, refusal) {
      try {
        await getLimiter(payload).consume(key);
      } catch (result) {
        if (!(result instanceof RateLimiterRes)) throw result;
        throw new TooManyFailuresError(refusal, result);
      }
    },
    async forget(payload, key) {
      await getLimiter(payload).delete(key);
    },
  };
}

const attempts = createFailedAttempts('login:failed');

/** The e-mail address is hashed, so that Redis stores no addresses. */
const toKey = (email: string) => createHash('sha256').update(email).digest('base64url');

/**
 * Counts a customer's login as failed before its password is checked. The limit is 10 failures in 15 minutes per e-mail, with or
 * without an account (docs/spec/api.md#1-auth). {@link clearFailedLogins} resets the count.
 * @throws Problem rate_limited if the limit is exceeded
 */
export const countFailedLogin = (payload: Payload, email: string): Promise<void> =>
  attempts.count(payload, toKey(email), 'Too many failed sign-ins for this e-mail address. Try again in 15 minutes.');

/** Resets the count of failed logins of an e-mail. Called after a correct password and after a password reset. */
export const clearFailedLogins = (payload: Payload, email: string): Promise<void> =>
  attempts.forget(payload, toKey(email));

const staffAttempts = createFailedAttempts('login:failed:staff');

/** The e-mail address that somebody entered to sign in, whether or not an account has it, and the network of the client. */
export type StaffLoginAttempt = { email: string; network: string };

const toStaffKey = ({ email, network }: StaffLoginAttempt) =>
  createHash('sha256').update(`${email} ${network}`).digest('base64url');

/**
 * Counts a staff login as failed before its password is checked. Counts per e-mail address and network, so that wrong passwords
 * from another network do not lock the owner out.
 * @throws TooManyFailuresError
 */
export const countStaffAttempt = (payload: Payload, attempt: StaffLoginAttempt): Promise<void> =>
  staffAttempts.count(payload, toStaffKey(attempt), 'Too many failed sign-ins. Try again in 15 minutes.');

/** Resets the count after a correct password. */
export const clearStaffAttempts = (payload: Payload, attempt: StaffLoginAttempt): Promise<void> =>
  staffAttempts.forget(payload, toStaffKey(attempt));
