import type { MailedPurpose } from '../services/identity/otp-delivery.ts';

/** The name of the jobs that send a one-time code. */
export const OTP_JOB = 'one-time-code';

/** The data of such a job. */
export type OtpJob = {
  userId: string;
  purpose: MailedPurpose;
  requestId: string;
  correlationId: string;
  traceparent?: string | undefined;
};
