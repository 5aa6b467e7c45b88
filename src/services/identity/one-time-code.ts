import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { afterCommit, database, sessionOf, type Transactional } from '../../database/transaction.ts';
import { uuidv7 } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { accountByEmail } from './find-account.ts';
import { type CheckedOtp, checkOtp, isLiveOtp, type OtpPurpose, removeOtp } from './otp.ts';

/**
 * Compares the code of the account with this e-mail. An unknown e-mail goes the same way, with an id that nobody has.
 * @throws Problem otp_invalid, unavailable without Redis.
 */
export async function checkCodeFor(
  payload: Payload,
  email: string,
  purpose: OtpPurpose,
  otp: string,
): Promise<CheckedOtp> {
  const account = await accountByEmail(payload, email);
  const right = await checkOtp(payload, account?.id ?? uuidv7(), purpose, otp);
  if (!right) throw new Problem('otp_invalid');
  return right;
}

/**
 * Uses a code up in the transaction of what it is for: when that does not commit, the code stays good. It locks the
 * credentials of the account, so that of two requests with one code the second finds it used, and one that a newer code
 * has replaced meanwhile is refused. The record in Postgres holds whatever becomes of Redis afterwards.
 * @throws Problem otp_invalid for a code that is used or replaced; unavailable without Redis.
 */
export async function useUpCode(req: Transactional, code: CheckedOtp): Promise<void> {
  const { payload } = req;
  const tx = await sessionOf(req);
  const { rowCount: known } = await tx.execute(
    sql`SELECT FROM customer_credentials WHERE customer_id = ${code.userId} FOR UPDATE`,
  );
  if (!known || !(await isLiveOtp(payload, code))) throw new Problem('otp_invalid');
  const { rowCount: unused } = await tx.execute(sql`
    INSERT INTO used_codes (id, customer_id) VALUES (${code.id}, ${code.userId}) ON CONFLICT (id) DO NOTHING`);
  if (!unused) throw new Problem('otp_invalid');
  await afterCommit(req, () => {
    removeOtp(payload, code).catch((err: unknown) => {
      payload.logger.warn({ err, customerId: code.userId }, 'A used code is left to expire in Redis.');
    });
  });
}

/** Longer than any code is good for. */
const KEPT_HOURS = 1;

/** Deletes the records of codes that have expired since. @returns how many. */
export async function deleteUsedCodes(payload: Payload): Promise<number> {
  const { rowCount } = await database(payload).execute(
    sql`DELETE FROM used_codes WHERE used_at < now() - make_interval(hours => ${KEPT_HOURS})`,
  );
  return rowCount ?? 0;
}
