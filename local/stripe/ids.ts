import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A random text of digits and letters. Their distribution is not quite even, which does not matter for ids. */
export function randomText(length: number): string {
  return Array.from(randomBytes(length), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** An id in Stripe's format: `pi_3QkY…`. */
export const newId = (prefix: string): string => `${prefix}_${randomText(24)}`;
