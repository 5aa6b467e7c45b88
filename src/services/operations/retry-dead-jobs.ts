import type { Job } from 'bullmq';
import type { Payload } from 'payload';
import { withTransaction } from '../../database/transaction.ts';
import { getQueue, QUEUE_NAMES, type QueueName, reviveJob } from '../../events/queues.ts';
import { Problem } from '../../lib/problem.ts';
import { recordJobChanges } from './give-up.ts';

const BATCH_SIZE = 100;

type RetryRequest = { queue: QueueName; id: string; staffId: string };

/**
 * Retries a dead job with as many attempts as a new job, and records the retry in the change log.
 * @throws Problem not_found; invalid_state if the job is not dead; unavailable if Redis is unreachable
 */
export async function retryDeadJob(payload: Payload, { queue: name, id, staffId }: RetryRequest): Promise<void> {
  const queue = await getQueue(payload, name);
  const job = await queue.getJob(id);
  if (!job) throw new Problem('not_found', 'This job no longer exists.');
  if (!(await job.isFailed())) throw notDeadProblem();
  await recordRetries(payload, name, [job], staffId);
  if (!(await reviveJob(job))) throw notDeadProblem();
}

const notDeadProblem = () =>
  new Problem('invalid_state', 'This job is waiting, running or done. Only a dead job can be retried.');

/**
 * Retries every dead job and records each retry in the change log.
 * @returns the number of jobs retried
 * @throws Problem unavailable if Redis is unreachable
 */
export async function retryDeadJobs(payload: Payload, staffId: string): Promise<number> {
  const retried = await Promise.all(QUEUE_NAMES.map((name) => retryQueue(payload, name, staffId)));
  return retried.reduce((sum, count) => sum + count, 0);
}

/** Retries all dead jobs of a queue. A job that fails again in the meantime is not retried a second time. */
async function retryQueue(payload: Payload, name: QueueName, staffId: string): Promise<number> {
  const queue = await getQueue(payload, name);
  const retried = new Set<string>();
  for (;;) {
    const jobs = (await queue.getFailed(0, BATCH_SIZE - 1)).filter((job) => job?.id && !retried.has(job.id));
    if (jobs.length === 0) return retried.size;
    for (const job of jobs) retried.add(String(job.id));
    await recordRetries(payload, name, jobs, staffId);
    await Promise.all(jobs.map(reviveJob));
  }
}

/** Records retries before they happen, so that every retry is recorded, even if the process dies in between. */
export const recordRetries = (
  payload: Payload,
  queue: QueueName,
  jobs: readonly Job[],
  staffId: string | undefined,
): Promise<void> =>
  withTransaction(payload, (req) =>
    recordJobChanges(req, jobs, { queue, action: 'retry', outcome: 'tried again', staffId }),
  );
