import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { z } from 'zod';
import {
  afterCommit,
  database,
  type Transactional,
  transactionOf,
  withTransaction,
} from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { emailInput } from '../../lib/contact.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { Problem } from '../../lib/problem.ts';
import { findAccountByEmail } from './accounts.ts';
import { type CheckedOtp, checkOtp, isLiveOtp, type OtpPurpose, otpInput, removeOtp } from './otp.ts';
import { dropRegistrations, dropSettledRegistrations, settleRegistrations } from './pending-registrations.ts';

/**
 * Checks a code for the account with this e-mail. For an e-mail without an account, the same steps run with a random id, so that
 * the response does not reveal whether an account exists.
 * @throws Problem otp_invalid; unavailable without Redis
 */
export async function checkCodeByEmail(
  payload: Payload,
  email: string,
  purpose: OtpPurpose,
  otp: string,
): Promise<CheckedOtp> {
  const account = await findAccountByEmail(payload, email);
  const checked = await checkOtp(payload, account?.id ?? uuidv7(), purpose, otp);
  if (!checked) throw new Problem('otp_invalid');
  return checked;
}

/**
 * Marks a code as used in the transaction that the code authorises; if the transaction rolls back, the code stays valid. Locks
 * the credentials of the account: of two requests with one code, the second finds the code used, and a code that was replaced
 * meanwhile is refused. The record in Postgres prevents a second use even if the code cannot be removed from Redis.
 * @throws Problem otp_invalid for a used or replaced code; unavailable without Redis
 */
export async function consumeCode(req: Transactional, code: CheckedOtp): Promise<void> {
  const { payload } = req;
  const tx = await transactionOf(req);
  const { rowCount: accountExists } = await tx.execute(
    sql`SELECT FROM customer_credentials WHERE customer_id = ${code.userId} FOR UPDATE`,
  );
  if (!accountExists || !(await isLiveOtp(payload, code))) throw new Problem('otp_invalid');
  const { rowCount: isFirstUse } = await tx.execute(sql`
    INSERT INTO used_codes (id, customer_id) VALUES (${code.id}, ${code.userId}) ON CONFLICT (id) DO NOTHING`);
  if (!isFirstUse) throw new Problem('otp_invalid');
  await afterCommit(req, () => {
    removeOtp(payload, code).catch((err: unknown) => {
      payload.logger.warn({ err, customerId: code.userId }, 'Could not delete a used code from Redis. It will expire.');
    });
  });
}

/** How many hours the record of a used code is kept. Codes expire earlier. */
const RETENTION_HOURS = 1;

/**
 * Deletes the records of codes that were used more than `RETENTION_HOURS` ago, and the pending registrations of
 * accounts that are verified.
 * @returns how many rows were deleted
 */
export async function deleteUsedCodes(payload: Payload): Promise<number> {
  const { rowCount } = await database(payload).execute(
    sql`DELETE FROM used_codes WHERE used_at < now() - make_interval(hours => ${RETENTION_HOURS})`,
  );
  return (rowCount ?? 0) + (await dropSettledRegistrations(payload));
}

export const verification = z.strictObject({ email: emailInput, otp: otpInput });

/**
 * Marks the e-mail address as verified and emits `user.verified`, once. The code stays valid until the transaction has
 * committed. If several people have registered the address, `network` decides whose password is used.
 * @throws Problem otp_invalid for a wrong, expired or used code, after too many tries, and for an unknown e-mail; unavailable
 * without Redis
 */
export async function verifyEmail(
  payload: Payload,
  { email, otp }: z.output<typeof verification>,
  network: string,
): Promise<void> {
  const code = await checkCodeByEmail(payload, email, 'verify', otp);
  await withTransaction(payload, async (req) => {
    await consumeCode(req, code);
    await settleRegistrations(req, code.userId, network);
    if (!(await markVerified(req, code.userId))) throw new Problem('otp_invalid');
  });
}

/**
 * Marks the address of an account as verified and emits `user.verified`.
 * @returns false if the address was already verified
 */
export async function markVerified(req: Transactional, userId: string): Promise<boolean> {
  const { rowCount } = await (await transactionOf(req)).execute(sql`
    UPDATE customers SET email_verified = true, updated_at = now()
    WHERE id = ${userId} AND NOT coalesce(email_verified, false)`);
  if (rowCount !== 1) return false;
  await dropRegistrations(req, userId);
  await emit(req, 'user.verified', { userId });
  return true;
}
