import { setTimeout as delay } from 'node:timers/promises';
import type { Payload } from 'payload';
import { z } from 'zod';
import { uuidv7 } from '../../ids.ts';
import { emailInput } from '../contact.ts';
import { queueOtpEmail } from '../notifications/queue-otp-email.ts';
import { accountByEmail } from './find-account.ts';
import { issueOtp } from './otp.ts';
import type { MailedPurpose } from './otp-delivery.ts';
import { requireRedis, unavailable } from './redis-required.ts';

export const otpRequest = z.strictObject({ email: emailInput });

/** Every answer takes at least this long, in milliseconds: else its speed would tell whether the account exists. */
const EVEN_MS = 100;

/**
 * Sends a new code by e-mail, if there is an account that can use one and it has not had its share of codes. Says nothing of
 * which it was. The e-mail is a job before this resolves.
 * @throws Problem unavailable without Redis, for every e-mail alike.
 */
export async function sendOtp(payload: Payload, email: string, purpose: MailedPurpose): Promise<void> {
  const even = delay(EVEN_MS);
  await requireRedis(payload);
  const account = await accountByEmail(payload, email);
  if (account && !(purpose === 'verify' && account.emailVerified)) {
    const issued = await issueOtp(payload, account.id, purpose);
    if (issued) await queueOtpEmail(payload, { userId: account.id, purpose, requestId: uuidv7() }).catch(unavailable);
  }
  await even;
}
