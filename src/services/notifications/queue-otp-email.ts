import type { Payload } from 'payload';
import { currentCorrelationId } from '../../correlation.ts';
import { OTP_JOB, type OtpJob } from '../../jobs/otp-job.ts';
import { producerQueue } from '../../jobs/producer.ts';
import { currentTraceparent } from '../../tracing.ts';

/**
 * Queues the e-mail with a one-time code (templates `welcome-email` and `password-reset`); the same `requestId`, a UUID, is
 * one e-mail however often it is queued. The job holds ids; code and address are read when it is sent.
 * @throws Error when Redis is away, at once.
 */
export async function queueOtpEmail(
  payload: Payload,
  request: Omit<OtpJob, 'correlationId' | 'traceparent'>,
): Promise<void> {
  const queue = await producerQueue(payload, 'notifications');
  const { userId, purpose, requestId } = request;
  const origin = { correlationId: currentCorrelationId(), traceparent: currentTraceparent() };
  const data: OtpJob = { userId, purpose, requestId, ...origin };
  await queue.add(OTP_JOB, data, { jobId: `${requestId}_${OTP_JOB}` });
}
