import { pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** What Payload 3.90.1 spends on a staff password (payload/dist/auth/strategies/local). */
const PAYLOAD_HASH = { iterations: 600_000, keyLength: 32, digest: 'sha256' } as const;
/** What it writes before a hash that was made so. */
const MADE_SO = 'pbkdf2-sha256-v1:';

const LENGTH = { min: 12, max: 128 } as const;

const hash = promisify(pbkdf2);

/** Spends the time that Payload takes to check a password. */
export const hashStaffPassword = (password: string, salt: string): Promise<Buffer> =>
  hash(password, salt, PAYLOAD_HASH.iterations, PAYLOAD_HASH.keyLength, PAYLOAD_HASH.digest);

/** Whether `password` is that of a member of staff, whose hash and salt are as Payload stores them. */
export async function isStaffPassword(
  password: string,
  stored: { hash?: string | null; salt?: string | null },
): Promise<boolean> {
  if (!stored.salt || !stored.hash?.startsWith(MADE_SO)) return false;
  const expected = Buffer.from(stored.hash.slice(MADE_SO.length), 'hex');
  const actual = await hashStaffPassword(password, stored.salt);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

let common: Promise<ReadonlySet<string>> | undefined;

/** The commonest passwords that are long enough to be chosen here, out of some 49,000 in order of how often they are found. */
async function commonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].filter((one: string) => one.length >= LENGTH.min));
}

/**
 * What is wrong with a new password of staff, in words for them: 12 to 128 characters, counted as people count them, and
 * none of the commonest. Undefined when it is good.
 */
export async function staffPasswordProblem(password: string): Promise<string | undefined> {
  const characters = [...password].length;
  if (characters < LENGTH.min || characters > LENGTH.max) {
    return `A password has ${LENGTH.min} to ${LENGTH.max} characters.`;
  }
  common ??= commonPasswords();
  const plain = password.normalize('NFKC').toLowerCase();
  return (await common).has(plain) ? 'This is one of the commonest passwords. Choose another one.' : undefined;
}
