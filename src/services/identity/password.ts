import { createHmac, randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import bcrypt from 'bcrypt';
import { z } from 'zod';
import { createBoundedQueue } from '../../lib/concurrency.ts';

/** Runs work that hashes one password. A hash takes about 0.3 s, so the last task in a full queue waits about 3 s. */
export const runInHashQueue = createBoundedQueue({
  // bcrypt runs on the four libuv threads, which file access and DNS need too. One thread stays free for them.
  maxRunning: Math.min(3, availableParallelism()),
  maxWaiting: 20,
  fullMessage: 'Too many people are signing in at the moment. Try again in a few seconds.',
  retryAfterSeconds: 3,
});

/** The cost of bcrypt for new hashes. Each step more doubles the time of a hash. */
const BCRYPT_COST = 12;

/** The hash to compare a password with if there is no account, so that the check takes as long as for a wrong password. */
const DUMMY_HASH = '$2b$12$b5N7G/bQ7jMDamfrf7eRouL1CBdbwuBdzfWj7RR1grUSl2Qdfa4A2';

const countCharacters = (text: string) => [...text].length;

/** A new password in a request: 10 to 128 characters (docs/spec/api.md#1-auth), counted as Unicode code points. */
export const newPassword = z
  .string()
  .refine(
    (value) => countCharacters(value) >= 10 && countCharacters(value) <= 128,
    'Enter a password of 10 to 128 characters.',
  )
  .meta({ minLength: 10, maxLength: 128, format: 'password' });

/**
 * A password to check. The schema accepts every password that could be correct; a password of more than 128 characters is wrong,
 * not malformed.
 */
export const presentedPassword = z.string().min(1).max(1000).meta({ format: 'password' });

/**
 * Converts a password to 44 base64 characters of a digest for bcrypt, which silently ignores everything after 72 bytes or a NUL.
 * The digest is an HMAC with our own label rather than a bare SHA-256, because leaked SHA-256 hashes of other sites could
 * otherwise be tried against ours. NFKC makes the password match if it is typed on another keyboard (RFC 8265).
 */
const toDigest = (password: string) =>
  createHmac('sha256', 'lomash-wood/password/1').update(password.normalize('NFKC')).digest('base64');

/**
 * Hashes `password` with bcrypt at cost 12 (docs/spec/flows.md#1-register-and-sign-in). This occupies a thread for about 0.3 s,
 * so call it in `runInHashQueue`.
 * @param cost the cost of bcrypt, which only tests lower
 */
export const hashPassword = (password: string, cost = BCRYPT_COST): Promise<string> =>
  bcrypt.hash(toDigest(password), cost);

/** Whether `password` matches `hash`. Without a hash, returns false after the same time. Call it in `runInHashQueue`. */
export const isMatchingPassword = (password: string, hash: string | undefined): Promise<boolean> =>
  bcrypt.compare(toDigest(password), hash ?? DUMMY_HASH);

/**
 * Creates a random hash that no known password matches. Checking a password against it takes as long as against any other hash,
 * but creating it takes no time.
 */
export function createUnmatchedHash(): string {
  const [salt, digest] = [22, 31].map((length) => randomBytes(length).toString('base64').slice(0, length));
  // bcrypt uses the alphabet of Base64, with a full stop instead of the plus.
  return `$2b$${BCRYPT_COST}$${salt}${digest}`.replaceAll('+', '.');
}
