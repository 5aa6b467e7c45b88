import type { Payload } from 'payload';
import { uuidv7 } from '../../ids.ts';
import { Problem } from '../../problem.ts';
import { type Account, accountByEmail } from './find-account.ts';
import { type OtpPurpose, redeemOtp } from './otp.ts';

/**
 * Takes a try at the code of the account with this e-mail. An unknown e-mail goes the same way, with an id that nobody has.
 * @throws Problem otp_invalid, unavailable without Redis.
 */
export async function redeemFor(payload: Payload, email: string, purpose: OtpPurpose, otp: string): Promise<Account> {
  const account = await accountByEmail(payload, email);
  const right = await redeemOtp(payload, account?.id ?? uuidv7(), purpose, otp);
  if (!account || !right) throw new Problem('otp_invalid');
  return account;
}
