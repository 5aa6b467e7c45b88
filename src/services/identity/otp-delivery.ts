import type { Payload } from 'payload';
import { accountById } from './find-account.ts';
import { liveOtp, type OtpPurpose } from './otp.ts';

/** The purposes whose code goes to the address of the account. */
export type MailedPurpose = Exclude<OtpPurpose, 'email'>;

/** What the e-mail with a one-time code needs. */
export type OtpDelivery = { email: string; firstName: string; otp: string };

/**
 * What to send to a customer, read at the moment of sending: job data and events hold no code and no address. A code that
 * has expired by then is replaced by a new one.
 * @returns undefined when there is nothing to send: the account was erased, its e-mail is verified already, or it has had
 * its codes for this hour.
 * @throws Problem unavailable without Redis: try again later.
 */
export async function otpForDelivery(
  payload: Payload,
  userId: string,
  purpose: MailedPurpose,
): Promise<OtpDelivery | undefined> {
  const account = await accountById(payload, userId);
  if (!account || (purpose === 'verify' && account.emailVerified)) return undefined;
  const otp = await liveOtp(payload, userId, purpose);
  return (otp && { email: account.email, firstName: account.firstName, otp }) || undefined;
}
