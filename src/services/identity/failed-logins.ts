import { createHash } from 'node:crypto';
import type { Payload } from 'payload';
import { failedAttempts } from './failed-attempts.ts';

const attempts = failedAttempts('login:failed');

/** Addresses stay out of Redis. */
const keyOf = (email: string) => createHash('sha256').update(email).digest('base64url');

/**
 * Counts a customer's login as failed before its password is checked: 10 per e-mail, known or not, in 15 minutes (api.md §1).
 * {@link clearFailedLogins} takes it back.
 * @throws Problem rate_limited when the e-mail has had its failures.
 */
export const countFailedLogin = (payload: Payload, email: string): Promise<void> =>
  attempts.count(payload, keyOf(email), 'Too many failed logins for this e-mail address.');

/** Forgets the failed logins of an e-mail: after a right password, and after a new one was set. */
export const clearFailedLogins = (payload: Payload, email: string): Promise<void> =>
  attempts.forget(payload, keyOf(email));
