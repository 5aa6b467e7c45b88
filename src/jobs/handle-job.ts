import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import type { Payload } from 'payload';
import { LeaseHeldError, NotReadyError } from '../events/apply-once.ts';
import { type EventJob, MessageRefusedError, OTP_JOB, type OtpJob, REFUSED_ATTEMPTS } from '../events/queues.ts';
import { PoisonEventError, readDomainEvent } from '../events/read-domain-event.ts';
import { withCorrelationId } from '../lib/correlation.ts';
import { toDate } from '../lib/dates.ts';
import { describeError } from '../lib/logger.ts';
import { type SpanOptions, withSpan } from '../lib/tracing.ts';
import { CONTENT_TASK_JOB, type ContentTaskJob, runContentTask } from './content/content-tasks.ts';
import { EVENT_JOB } from './dispatch.ts';
import { sendOtpEmail } from './identity/account-emails.ts';
import { isMailboxMissing, isRefusedMessage } from './send-email.ts';
import { findSubscriber } from './subscribers.ts';
import type { Timings } from './timings.ts';
import { eventDelivery } from './worker-metrics.ts';

/** Milliseconds between the end of another worker's lease and the next attempt. */
const LEASE_MARGIN_MS = 250;

/**
 * Runs a job of the event queues under its correlation id. If another worker holds the effect's lease, the job is delayed until
 * the lease expires. After a `NotReadyError`, the job is delayed by `scheduleIntervalMs`. An error that no retry can fix makes
 * the job dead at once; after any other error, the job is retried.
 */
export function handleJob(payload: Payload, job: Job, token: string | undefined, timings: Timings): Promise<void> {
  const { correlationId, traceparent } = job.data as EventJob | OtpJob | ContentTaskJob;
  return withCorrelationId(correlationId, async () => {
    try {
      await withSpan(`job ${toSpanName(job)}`, toSpanOptions(job, traceparent), () => runJob(payload, job, timings));
    } catch (error) {
      const next = findNextAttempt(error, timings);
      if (next === undefined) throw toPresentableError(error, job.attemptsMade + 1);
      await job.moveToDelayed(next, token);
      throw new DelayedError();
    }
  });
}

const toSpanName = ({ name, data }: Job) => (name === EVENT_JOB ? (data as EventJob).subscriber : name);

const toSpanOptions = ({ id = '', queueName, attemptsMade }: Job, parent: string | undefined): SpanOptions => ({
  kind: 'consumer',
  parent,
  attributes: {
    'messaging.system': 'bullmq',
    'messaging.destination.name': queueName,
    'messaging.message.id': id,
    attempt: attemptsMade + 1,
  },
});

/** The time of the next attempt (milliseconds since the epoch) if the error does not use up an attempt; else undefined. */
function findNextAttempt(error: unknown, { scheduleIntervalMs }: Timings): number | undefined {
  if (error instanceof LeaseHeldError) return Date.now() + error.milliseconds + LEASE_MARGIN_MS;
  return error instanceof NotReadyError ? Date.now() + scheduleIntervalMs : undefined;
}

async function runJob(payload: Payload, { name, data, attemptsMade }: Job, timings: Timings): Promise<void> {
  if (name === OTP_JOB) return sendOtpEmail(payload, data as OtpJob, timings.leaseMs);
  if (name === CONTENT_TASK_JOB) return runContentTask(payload, (data as ContentTaskJob).task, timings);
  if (name !== EVENT_JOB) throw new Error(`This release does not know jobs named ${name}.`);
  const { eventId, topic, subscriber } = data as EventJob;
  const event = await readDomainEvent(payload, eventId);
  if (!event) throw new PoisonEventError('The event is not in the database. It may have been deleted.');
  if (attemptsMade === 0)
    eventDelivery.observe({ topic, subscriber }, (Date.now() - toDate(event.timestamp).getTime()) / 1000);
  await findSubscriber(topic, subscriber).handle(payload, event, timings);
}

/**
 * The error that a failed job stores, without addresses and user input, because everybody with access to the queues can read it.
 */
function toPresentableError(error: unknown, attempt: number): Error {
  const { message, stack } = describeError(error instanceof Error ? error : new Error(String(error))) as Error;
  const presentableError = new (chooseErrorClass(error, attempt))(message);
  presentableError.stack = stack;
  return presentableError;
}

/**
 * The error class decides whether BullMQ retries the job. A poison event or a missing mailbox makes the job dead at once; a
 * refused message makes it dead after `REFUSED_ATTEMPTS` attempts.
 */
function chooseErrorClass(error: unknown, attempt: number) {
  if (error instanceof PoisonEventError || isMailboxMissing(error)) return UnrecoverableError;
  if (!isRefusedMessage(error)) return Error;
  return attempt < REFUSED_ATTEMPTS ? MessageRefusedError : UnrecoverableError;
}
