import type { Payload } from 'payload';
import { z } from 'zod';
import { withTransaction } from '../../database/transaction.ts';
import { emailInput } from '../contact.ts';
import { clearFailedLogins } from './failed-logins.ts';
import { inHashSlot } from './hash-slots.ts';
import { checkCodeFor, useUpCode } from './one-time-code.ts';
import { otpInput } from './otp.ts';
import { hashPassword, newPassword } from './password.ts';
import { storePassword } from './store-password.ts';
import { markVerified } from './verify-email.ts';

export const resetInput = z.strictObject({ email: emailInput, otp: otpInput, password: newPassword });

/**
 * Sets a new password by a code from the mailbox and revokes every refresh token. The code proves the mailbox, so the e-mail
 * address is verified by it. It stays good until all that has committed.
 * @throws Problem otp_invalid as `verifyEmail`; unavailable without Redis, or when too many passwords wait to be hashed.
 */
export async function resetPassword(
  payload: Payload,
  { email, otp, password }: z.output<typeof resetInput>,
): Promise<void> {
  const { code, passwordHash } = await inHashSlot(async () => ({
    code: await checkCodeFor(payload, email, 'reset', otp),
    passwordHash: await hashPassword(password),
  }));
  await withTransaction(payload, async (req) => {
    await useUpCode(req, code);
    await storePassword(req, code.userId, passwordHash);
    await markVerified(req, code.userId);
  });
  await clearFailedLogins(payload, email);
}
