import type { Payload } from 'payload';
import { onceOutside } from '../events/once-outside.ts';
import { oneTimeCode } from '../services/notifications/one-time-code.ts';
import { sendEmail } from '../services/notifications/send-email.ts';
import { OTP_JOB, type OtpJob } from './otp-job.ts';

/** Sends the e-mail with a one-time code, once per request. */
export async function sendOtpEmail(payload: Payload, job: OtpJob, lease: number): Promise<void> {
  const { userId, purpose, requestId } = job;
  await onceOutside(
    payload,
    requestId,
    OTP_JOB,
    async () => {
      const mail = await oneTimeCode(payload, userId, purpose);
      if (mail) await sendEmail(payload, requestId, OTP_JOB, mail);
    },
    lease,
  );
}
