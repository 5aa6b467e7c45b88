import { setTimeout as delay } from 'node:timers/promises';
import type { Payload } from 'payload';
import { z } from 'zod';
import { getProducerQueue, type MailedPurpose, OTP_JOB, type OtpJob } from '../../events/queues.ts';
import { emailInput } from '../../lib/contact.ts';
import { currentCorrelationId } from '../../lib/correlation.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { requireRedis, throwUnavailable } from '../../lib/redis.ts';
import { currentTraceparent } from '../../lib/tracing.ts';
import { findAccountByEmail, findAccountById } from './accounts.ts';
import { getOrIssueOtp, issueOtp } from './otp.ts';

/** The data for the e-mail with a one-time code. */
export type OtpDelivery = { email: string; firstName: string; otp: string };

/**
 * Reads the data for an e-mail with a code when the e-mail is sent, because jobs and events contain neither code nor
 * address. If the code has expired by then, issues a new one.
 * @returns undefined if the account was erased, if the hourly limit of codes is reached, or if the code would verify an
 * address that is already verified
 * @throws Problem unavailable without Redis: retry later
 */
export async function readOtpDelivery(
  payload: Payload,
  userId: string,
  purpose: MailedPurpose,
): Promise<OtpDelivery | undefined> {
  const account = await findAccountById(payload, userId);
  if (!account || (purpose === 'verify' && account.emailVerified)) return undefined;
  const otp = await getOrIssueOtp(payload, userId, purpose);
  return (otp && { email: account.email, firstName: account.firstName, otp }) || undefined;
}

/**
 * Queues the e-mail with a one-time code (templates `welcome-email` and `password-reset`). The `requestId`, a UUID, makes this
 * idempotent: each id leads to one e-mail. The job contains only ids; code and address are read when the e-mail is sent.
 * @throws Error at once if Redis is down
 */
export async function queueOtpEmail(
  payload: Payload,
  request: Omit<OtpJob, 'correlationId' | 'traceparent'>,
): Promise<void> {
  const queue = await getProducerQueue(payload, 'notifications');
  const { userId, purpose, requestId } = request;
  const origin = { correlationId: currentCorrelationId(), traceparent: currentTraceparent() };
  const data: OtpJob = { userId, purpose, requestId, ...origin };
  await queue.add(OTP_JOB, data, { jobId: `${requestId}_${OTP_JOB}` });
}

export const otpRequest = z.strictObject({ email: emailInput });

/** The minimum response time in milliseconds. A faster response would reveal that the account does not exist. */
const MIN_RESPONSE_MS = 100;

/**
 * Sends a new code by e-mail if the address has an account that needs a code and is below its hourly limit. The response does
 * not reveal whether a code was sent. The e-mail is queued before the promise resolves.
 * @throws Problem unavailable without Redis, whether or not the e-mail has an account
 */
export async function sendOtp(payload: Payload, email: string, purpose: MailedPurpose): Promise<void> {
  const minimumDelay = delay(MIN_RESPONSE_MS);
  await requireRedis(payload);
  const account = await findAccountByEmail(payload, email);
  if (account && !(purpose === 'verify' && account.emailVerified)) {
    const issued = await issueOtp(payload, account.id, purpose);
    if (issued)
      await queueOtpEmail(payload, { userId: account.id, purpose, requestId: uuidv7() }).catch(throwUnavailable);
  }
  await minimumDelay;
}
