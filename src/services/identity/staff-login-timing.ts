import type { CollectionBeforeOperationHook } from 'payload';
import { normaliseEmail } from '../contact.ts';
import { hashStaffPassword } from './staff-password.ts';

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
  await hashStaffPassword(password, 'nobody');
};
