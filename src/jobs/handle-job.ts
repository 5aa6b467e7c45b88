import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import type { Payload } from 'payload';
import { withCorrelationId } from '../correlation.ts';
import { toDate } from '../dates.ts';
import { NotYet } from '../events/not-yet.ts';
import { LeaseHeld } from '../events/once-outside.ts';
import { readEvent } from '../events/read-event.ts';
import { PoisonEvent } from '../events/upgrade.ts';
import { describeError } from '../log-error.ts';
import { isRefusedForGood, isRefusedMessage } from '../services/notifications/send-email.ts';
import { type SpanOptions, traced } from '../tracing.ts';
import { CONTENT_TASK_JOB, type ContentTaskJob } from './content-task-job.ts';
import { EVENT_JOB } from './dispatch.ts';
import type { EventJob } from './event-job.ts';
import { MessageRefused, REFUSED_ATTEMPTS } from './message-refused.ts';
import { eventDelivery } from './metrics.ts';
import { sendOtpEmail } from './otp-email.ts';
import { OTP_JOB, type OtpJob } from './otp-job.ts';
import { runContentTask } from './run-content-task.ts';
import { findSubscriber } from './subscribers.ts';
import type { Timings } from './timings.ts';

/** Milliseconds added to the end of somebody else's lease. */
const LEASE_MARGIN = 250;

/**
 * Runs a job of the event queues under its correlation id. While another worker is at the same effect the job waits for the
 * end of that lease, and for what is missing a minute at a time; what no retry can mend is dead at once; anything else is tried
 * again.
 */
export function handleJob(payload: Payload, job: Job, token: string | undefined, timings: Timings): Promise<void> {
  const { correlationId, traceparent } = job.data as EventJob | OtpJob | ContentTaskJob;
  return withCorrelationId(correlationId, async () => {
    try {
      await traced(`job ${nameOf(job)}`, traceOf(job, traceparent), () => run(payload, job, timings));
    } catch (error) {
      const next = nextLook(error, timings);
      if (next === undefined) throw presentable(error, job.attemptsMade + 1);
      await job.moveToDelayed(next, token);
      throw new DelayedError();
    }
  });
}

const nameOf = ({ name, data }: Job) => (name === EVENT_JOB ? (data as EventJob).subscriber : name);

const traceOf = ({ id = '', queueName, attemptsMade }: Job, follows: string | undefined): SpanOptions => ({
  kind: 'consumer',
  follows,
  attributes: {
    'messaging.system': 'bullmq',
    'messaging.destination.name': queueName,
    'messaging.message.id': id,
    attempt: attemptsMade + 1,
  },
});

/** When to look again at what only takes waiting, which costs no attempt. */
function nextLook(error: unknown, { minute }: Timings): number | undefined {
  if (error instanceof LeaseHeld) return Date.now() + error.milliseconds + LEASE_MARGIN;
  return error instanceof NotYet ? Date.now() + minute : undefined;
}

async function run(payload: Payload, { name, data, attemptsMade }: Job, timings: Timings): Promise<void> {
  if (name === OTP_JOB) return sendOtpEmail(payload, data as OtpJob, timings.lease);
  if (name === CONTENT_TASK_JOB) return runContentTask(payload, (data as ContentTaskJob).task, timings);
  if (name !== EVENT_JOB) throw new Error(`This release has no job ${name}.`);
  const { eventId, topic, subscriber } = data as EventJob;
  const event = await readEvent(payload, eventId);
  if (!event) throw new PoisonEvent('The event is not stored (any more).');
  if (attemptsMade === 0)
    eventDelivery.observe({ topic, subscriber }, (Date.now() - toDate(event.timestamp).getTime()) / 1000);
  await findSubscriber(topic, subscriber).handle(payload, event, timings);
}

/** The error as the failed job keeps it, for everybody who may see queues: without addresses and what people typed. */
function presentable(error: unknown, attempt: number): Error {
  const { message, stack } = describeError(error instanceof Error ? error : new Error(String(error))) as Error;
  const shown = new (kindOf(error, attempt))(message);
  shown.stack = stack;
  return shown;
}

/** What BullMQ makes of an error: a payload that fits no schema and a mailbox that is not there are dead at once. */
function kindOf(error: unknown, attempt: number) {
  if (error instanceof PoisonEvent || isRefusedForGood(error)) return UnrecoverableError;
  if (!isRefusedMessage(error)) return Error;
  return attempt < REFUSED_ATTEMPTS ? MessageRefused : UnrecoverableError;
}
