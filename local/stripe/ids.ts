import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** So many characters out of digits and letters; not evenly spread, which nothing here needs. */
export function randomText(length: number): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** An id as Stripe makes them: `pi_3QkY…`. */
export const newId = (prefix: string): string => `${prefix}_${randomText(24)}`;
