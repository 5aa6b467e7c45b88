import { createHash } from 'node:crypto';
import type { Payload } from 'payload';
import { failedAttempts } from './failed-attempts.ts';

const attempts = failedAttempts('login:failed:staff');

/** Who tries to sign in, whether there is such staff or not, and from which network. */
export type Attempt = { email: string; network: string };

const keyOf = ({ email, network }: Attempt) => createHash('sha256').update(`${email} ${network}`).digest('base64url');

/**
 * Counts a staff login as failed before its password is checked. By address and network: whoever guesses from elsewhere must
 * not keep the owner out.
 * @throws TooManyFailures
 */
export const countStaffAttempt = (payload: Payload, attempt: Attempt): Promise<void> =>
  attempts.count(payload, keyOf(attempt), 'Too many failed sign-ins. Try again in a quarter of an hour.');

/** Forgets them after a right password. */
export const clearStaffAttempts = (payload: Payload, attempt: Attempt): Promise<void> =>
  attempts.forget(payload, keyOf(attempt));
