import { type JobsOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { MessageRefused, REFUSED_DELAY } from './message-refused.ts';

/** One queue per kind of work, so that a slow mail server delays nothing but e-mails. */
export const QUEUE_NAMES = ['notifications', 'analytics', 'content', 'maintenance'] as const;

export type QueueName = (typeof QUEUE_NAMES)[number];

export type Queues = Readonly<Record<QueueName, Queue>>;

/** The Redis keys of all queues start with it. */
export const QUEUE_PREFIX = 'queue';

/**
 * Attempts of a job before it is dead: with {@link retryDelay} they span about nine hours, so that an outage of the mail
 * server or the database over a night kills nothing.
 */
const ATTEMPTS = 60;

const LONGEST_DELAY = 15 * 60_000;

/**
 * Milliseconds until attempt n + 1: exponential from 1 s up to 15 min, less up to a half so that jobs do not march in step. What a mail
 * server has refused after reading it waits longer.
 */
export function retryDelay(attemptsMade: number, _type?: string, error?: Error): number {
  if (error instanceof MessageRefused) return REFUSED_DELAY;
  const delay = Math.min(1000 * 2 ** (attemptsMade - 1), LONGEST_DELAY);
  return Math.round(delay * (1 - Math.random() / 2));
}

/**
 * Options of every job. Done ones are kept for a while by age, since forgetting the id at once would let a second dispatch
 * run it again; dead ones stay until somebody retries them or gives them up.
 */
export const JOB_OPTIONS: JobsOptions = {
  attempts: ATTEMPTS,
  backoff: { type: 'custom' },
  removeOnComplete: { age: 60 * 60, count: 50_000 },
  removeOnFail: false,
};

/** Opens every queue on `connection`, for adding and looking at jobs. The caller closes it. */
export function openQueues(connection: Redis, onError: (error: Error) => void): Queues {
  const open = (name: QueueName) => {
    const queue = new Queue(name, { connection, prefix: QUEUE_PREFIX, defaultJobOptions: JOB_OPTIONS });
    queue.on('error', onError);
    return queue;
  };
  return {
    notifications: open('notifications'),
    analytics: open('analytics'),
    content: open('content'),
    maintenance: open('maintenance'),
  };
}
