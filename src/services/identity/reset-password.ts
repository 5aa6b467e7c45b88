import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { z } from 'zod';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { Problem } from '../../problem.ts';
import { emailInput } from '../contact.ts';
import { clearFailedLogins } from './failed-logins.ts';
import { inHashSlot } from './hash-slots.ts';
import { otpInput } from './otp.ts';
import { hashPassword, newPassword } from './password.ts';
import { redeemFor } from './redeem-for.ts';
import { revokeSessions } from './refresh-tokens.ts';

export const resetInput = z.strictObject({ email: emailInput, otp: otpInput, password: newPassword });

/**
 * Sets a new password by a code from the mailbox and revokes every refresh token.
 * @throws Problem otp_invalid as {@link redeemFor}; unavailable without Redis, or, with the code still good, when too many
 * passwords wait to be hashed.
 */
export async function resetPassword(
  payload: Payload,
  { email, otp, password }: z.output<typeof resetInput>,
): Promise<void> {
  const { customerId, passwordHash } = await inHashSlot(async () => {
    const { id } = await redeemFor(payload, email, 'reset', otp);
    return { customerId: id, passwordHash: await hashPassword(password) };
  });
  await withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    const { rowCount } = await tx.execute(sql`
      UPDATE customer_credentials SET password_hash = ${passwordHash}, changed_at = now() WHERE customer_id = ${customerId}`);
    if (rowCount !== 1) throw new Problem('otp_invalid');
    await revokeSessions(req, customerId);
  });
  await clearFailedLogins(payload, email);
}
