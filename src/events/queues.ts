import { type Job, type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Payload } from 'payload';
import { Problem } from '../lib/problem.ts';
import { oncePerPayload, runtimeOf } from '../lib/runtime.ts';
import type { Topic } from './topics.ts';

/** Thrown if the mail server refused the content of an e-mail. Many attempts would harm the sender's reputation. */
export class MessageRefusedError extends Error {
  override name = 'MessageRefusedError';
}

/**
 * Attempts before the job of a refused message is dead. There are several, because a spam filter may be wrong for a
 * while.
 */
export const REFUSED_ATTEMPTS = 3;

/** Milliseconds between two attempts to send a refused message. */
export const REFUSED_DELAY_MS = 10 * 60_000;

/**
 * Attempts before a job is dead. With the delays of {@link computeRetryDelayMs}, 60 attempts take about nine hours, so jobs
 * survive an overnight outage of the mail server or the database.
 */
export const MAX_ATTEMPTS = 60;

const LONGEST_DELAY_MS = 15 * 60_000;

/**
 * Milliseconds until the next attempt: exponential backoff from 1 s up to 15 min, minus up to half of the delay as jitter. An
 * e-mail whose content was refused waits {@link REFUSED_DELAY_MS} instead.
 */
export function computeRetryDelayMs(attemptsMade: number, _type?: string, error?: Error): number {
  if (error instanceof MessageRefusedError) return REFUSED_DELAY_MS;
  const delayMs = Math.min(1000 * 2 ** (attemptsMade - 1), LONGEST_DELAY_MS);
  return Math.round(delayMs * (1 - Math.random() / 2));
}

/** One queue per kind of work, so that a slow mail server delays only e-mails. */
export const QUEUE_NAMES = ['notifications', 'analytics', 'content', 'maintenance'] as const;

export type QueueName = (typeof QUEUE_NAMES)[number];

export type Queues = Readonly<Record<QueueName, Queue>>;

/** Prefix of the Redis keys of all queues. */
export const QUEUE_PREFIX = 'queue';

/**
 * Default job options. Completed jobs stay in Redis for an hour, at most 50,000 per queue: without them, a second dispatch of an
 * event would run its jobs again. Dead jobs stay until an admin retries or discards them.
 */
export const JOB_OPTIONS: JobsOptions = {
  attempts: MAX_ATTEMPTS,
  backoff: { type: 'custom' },
  removeOnComplete: { age: 60 * 60, count: 50_000 },
  removeOnFail: false,
};

/** Opens every queue on `connection` for adding and inspecting jobs. The caller closes the queues. */
export function openQueues(connection: Redis, onError: (error: Error) => void): Queues {
  const openQueue = (name: QueueName) => {
    const queue = new Queue(name, { connection, prefix: QUEUE_PREFIX, defaultJobOptions: JOB_OPTIONS });
    queue.on('error', onError);
    return queue;
  };
  return {
    notifications: openQueue('notifications'),
    analytics: openQueue('analytics'),
    content: openQueue('content'),
    maintenance: openQueue('maintenance'),
  };
}

const getQueues = oncePerPayload(() => new Map<QueueName, Queue>());

/**
 * Returns a queue for adding jobs from a request. While Redis is down, its commands fail at once instead of waiting.
 * @throws Error when Redis is down
 */
export async function getProducerQueue(payload: Payload, name: QueueName): Promise<Queue> {
  const { redis } = runtimeOf(payload);
  if (redis.status === 'wait') await redis.connect();
  if (redis.status !== 'ready') throw new Error('Redis cannot be reached, so nothing can be queued.');
  const queues = getQueues(payload);
  const queue = queues.get(name) ?? openQueue(payload, name);
  queues.set(name, queue);
  // A queue whose first connection failed never recovers, so the next caller must open a new queue.
  await queue.waitUntilReady().catch((error: unknown) => {
    queues.delete(name);
    throw error;
  });
  return queue;
}

function openQueue(payload: Payload, name: QueueName): Queue {
  const { redis } = runtimeOf(payload);
  const queue = new Queue(name, { connection: redis, prefix: QUEUE_PREFIX, defaultJobOptions: JOB_OPTIONS });
  queue.on('error', (err) => payload.logger.debug({ err, queue: name }, 'A queue lost its connection to Redis.'));
  return queue;
}

/**
 * Returns a queue, for a request that reads or changes its jobs.
 * @throws Problem `unavailable` when Redis is down
 */
export const getQueue = (payload: Payload, name: QueueName): Promise<Queue> =>
  getProducerQueue(payload, name).catch((cause: unknown) => {
    throw new Problem('unavailable', 'Redis cannot be reached, so the queues are unavailable.', { cause });
  });

/** Data of a job that delivers one event to one subscriber. It contains only ids and names, so Redis stores no personal data. */
export type EventJob = {
  eventId: string;
  topic: Topic;
  subscriber: string;
  correlationId: string;
  /** Trace context of the outbox span, if traced. */
  traceparent?: string | undefined;
};

/** The id of a job. BullMQ ignores a second job with the same id, and allows no colon in ids. */
export const toEventJobId = ({ eventId, subscriber }: Pick<EventJob, 'eventId' | 'subscriber'>): string =>
  `${eventId}_${subscriber}`;

/** The purposes of one-time codes that are sent to the address of the account. */
export type MailedPurpose = 'verify' | 'reset';

/** Name of jobs that send a one-time code. */
export const OTP_JOB = 'one-time-code';

/** Data of a job named {@link OTP_JOB}. */
export type OtpJob = {
  userId: string;
  purpose: MailedPurpose;
  requestId: string;
  correlationId: string;
  traceparent?: string | undefined;
};

/** Resets the number of attempts. Without this, a retried job would have a single attempt. */
const FRESH_ATTEMPTS = { resetAttemptsMade: true, resetAttemptsStarted: true };

/**
 * Retries a dead job.
 * @returns false if the job is no longer dead, because somebody else has retried or discarded it
 */
export async function reviveJob(job: Job): Promise<boolean> {
  if (!(await job.isFailed())) return false;
  try {
    await job.retry('failed', FRESH_ATTEMPTS);
    return true;
  } catch (error) {
    if (await job.isFailed()) throw error;
    return false;
  }
}
