import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { z } from 'zod';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import { Problem } from '../../problem.ts';
import { emailInput } from '../contact.ts';
import { otpInput } from './otp.ts';
import { redeemFor } from './redeem-for.ts';

export const verification = z.strictObject({ email: emailInput, otp: otpInput });

/**
 * Marks the e-mail address as verified and emits `user.verified`, once.
 * @throws Problem otp_invalid, alike for a wrong, expired, used or over-tried code and an unknown e-mail; unavailable
 * without Redis.
 */
export async function verifyEmail(payload: Payload, { email, otp }: z.output<typeof verification>): Promise<void> {
  const { id: userId } = await redeemFor(payload, email, 'verify', otp);
  await withTransaction(payload, async (req) => {
    const tx = await sessionOf(req);
    const { rowCount } = await tx.execute(sql`
      UPDATE customers SET email_verified = true, updated_at = now() WHERE id = ${userId} AND NOT coalesce(email_verified, false)`);
    if (rowCount !== 1) throw new Problem('otp_invalid');
    await emit(req, 'user.verified', { userId });
  });
}
