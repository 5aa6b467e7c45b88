import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { z } from 'zod';
import { sessionOf, type Transactional, withTransaction } from '../../database/transaction.ts';
import { emit } from '../../events/outbox.ts';
import { Problem } from '../../problem.ts';
import { emailInput } from '../contact.ts';
import { checkCodeFor, useUpCode } from './one-time-code.ts';
import { otpInput } from './otp.ts';

export const verification = z.strictObject({ email: emailInput, otp: otpInput });

/**
 * Marks the e-mail address as verified and emits `user.verified`, once. The code stays good until that has committed.
 * @throws Problem otp_invalid, alike for a wrong, expired, used or over-tried code and an unknown e-mail; unavailable
 * without Redis.
 */
export async function verifyEmail(payload: Payload, { email, otp }: z.output<typeof verification>): Promise<void> {
  const code = await checkCodeFor(payload, email, 'verify', otp);
  await withTransaction(payload, async (req) => {
    await useUpCode(req, code);
    if (!(await markVerified(req, code.userId))) throw new Problem('otp_invalid');
  });
}

/** Marks the address of an account as verified and emits `user.verified`. @returns whether it was not before. */
export async function markVerified(req: Transactional, userId: string): Promise<boolean> {
  const { rowCount } = await (await sessionOf(req)).execute(sql`
    UPDATE customers SET email_verified = true, updated_at = now()
    WHERE id = ${userId} AND NOT coalesce(email_verified, false)`);
  if (rowCount !== 1) return false;
  await emit(req, 'user.verified', { userId });
  return true;
}
