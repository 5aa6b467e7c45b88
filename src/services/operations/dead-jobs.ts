import type { Job } from 'bullmq';
import type { Payload } from 'payload';
import { producerQueue } from '../../jobs/producer.ts';
import { QUEUE_NAMES, type QueueName } from '../../jobs/queues.ts';

/** A job that has given up, without the data that it carries. */
export type DeadJob = {
  queue: QueueName;
  id: string;
  /** The subscriber of the event, or the name of the job when it brings none. */
  what: string;
  topic: string | null;
  eventId: string | null;
  attempts: number;
  /** Why the last attempt failed; handle-job.ts has taken addresses out. */
  reason: string;
  failedAt: Date;
};

export type DeadJobs = { count: number; newest: DeadJob[] };

/** How many of each queue are shown. */
const SHOWN = 20;

/**
 * The jobs that wait for somebody to retry them, the newest of each queue.
 * @throws Error when Redis is away
 */
export async function deadJobs(payload: Payload): Promise<DeadJobs> {
  const queues = await Promise.all(
    QUEUE_NAMES.map(async (name) => {
      const queue = await producerQueue(payload, name);
      const [count, jobs] = await Promise.all([queue.getFailedCount(), queue.getFailed(0, SHOWN - 1)]);
      return { count, jobs: jobs.filter(Boolean).map((job) => deadJob(name, job)) };
    }),
  );
  return {
    count: queues.reduce((sum, { count }) => sum + count, 0),
    newest: queues.flatMap(({ jobs }) => jobs).sort((a, b) => b.failedAt.getTime() - a.failedAt.getTime()),
  };
}

/** How many jobs wait for somebody to retry them. @throws Error when Redis is away */
export async function countDeadJobs(payload: Payload): Promise<number> {
  const counts = await Promise.all(
    QUEUE_NAMES.map(async (name) => (await producerQueue(payload, name)).getFailedCount()),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** A job as it is shown: without its data but for ids. */
export function deadJob(
  queue: QueueName,
  { id = '', name, data, attemptsMade, failedReason, finishedOn = 0 }: Job,
): DeadJob {
  const { subscriber = name, topic = null, eventId = null } = data as Partial<Record<string, string>>;
  return {
    queue,
    id,
    what: subscriber,
    topic,
    eventId,
    attempts: attemptsMade,
    reason: failedReason,
    failedAt: new Date(finishedOn),
  };
}
