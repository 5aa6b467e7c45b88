import type { Hash } from 'node:crypto';

/** The strong tag of what was hashed (RFC 9110 §8.8.3). */
export const etagOf = (hash: Hash): string => `"${hash.digest('base64url').slice(0, 22)}"`;
