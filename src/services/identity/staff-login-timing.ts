import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import type { CollectionBeforeOperationHook } from 'payload';
import { normaliseEmail } from '../contact.ts';

/** What Payload 3.90.1 spends on a staff password (payload/dist/auth/strategies/local). */
const PAYLOAD_HASH = { iterations: 600_000, keyLength: 32, digest: 'sha256' } as const;

const hash = promisify(pbkdf2);

/**
 * Makes a staff login with an unknown e-mail take as long as one with a wrong password. Payload refuses the first before it
 * hashes anything, so the time would tell which addresses are staff.
 */
export const evenStaffLogin: CollectionBeforeOperationHook<'users'> = async ({ args, operation, req }) => {
  if (operation !== 'login') return;
  const { email, password } = args.data ?? {};
  if (typeof email !== 'string' || typeof password !== 'string') return;
  const { totalDocs } = await req.payload.count({
    collection: 'users',
    where: { email: { equals: normaliseEmail(email) } },
    req,
  });
  if (totalDocs > 0) return;
  await hash(password, 'nobody', PAYLOAD_HASH.iterations, PAYLOAD_HASH.keyLength, PAYLOAD_HASH.digest);
};
