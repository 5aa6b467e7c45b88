import { createHmac } from 'node:crypto';
import bcrypt from 'bcrypt';
import { z } from 'zod';

const COST = 12;

/** A hash of nobody's password, for comparing when there is no account: that must take as long as a wrong password. */
const NOBODY = '$2b$12$b5N7G/bQ7jMDamfrf7eRouL1CBdbwuBdzfWj7RR1grUSl2Qdfa4A2';

const characters = (text: string) => [...text].length;

/** A new password in a request: 10 to 128 characters (api.md §1), counted as people count them. */
export const newPassword = z
  .string()
  .refine((value) => characters(value) >= 10 && characters(value) <= 128, 'Between 10 and 128 characters.')
  .meta({ minLength: 10, maxLength: 128, format: 'password' });

/** A password somebody presents: any that could be right, and longer ones are wrong rather than malformed. */
export const presentedPassword = z.string().min(1).max(1000).meta({ format: 'password' });

/**
 * bcrypt reads 72 bytes and drops the rest in silence, and it stops at a NUL; so it gets 44 base64 characters of a digest
 * of the whole password. An HMAC with a label of our own rather than a bare SHA-256, because leaked SHA-256 hashes of
 * other sites could else be tried against ours. NFKC: the same password typed on two keyboards is the same (RFC 8265).
 */
const digest = (password: string) =>
  createHmac('sha256', 'lomash-wood/password/1').update(password.normalize('NFKC')).digest('base64');

/** A bcrypt hash of `password` at cost 12 (data-flow.md §1). Takes a thread for about 0.3 s: call it in `inHashSlot`. */
export const hashPassword = (password: string): Promise<string> => bcrypt.hash(digest(password), COST);

/** Whether `password` is that of `hash`; never, but after the same time, when there is no hash. Call it in `inHashSlot`. */
export const passwordMatches = (password: string, hash: string | undefined): Promise<boolean> =>
  bcrypt.compare(digest(password), hash ?? NOBODY);
