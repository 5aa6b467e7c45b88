import type { Job } from 'bullmq';
import type { Payload } from 'payload';
import { withTransaction } from '../../database/transaction.ts';
import { queueOf } from '../../jobs/queue-of.ts';
import { QUEUE_NAMES, type QueueName } from '../../jobs/queues.ts';
import { revive } from '../../jobs/revive.ts';
import { Problem } from '../../problem.ts';
import { logJobs } from './log-jobs.ts';

const BATCH = 100;

type Asked = { queue: QueueName; id: string; staffId: string };

/**
 * Tries a dead job again, with as many attempts as a new one, and says so in the change log.
 * @throws Problem not_found, invalid_state for one that is not dead, unavailable when Redis is away
 */
export async function retryDeadJob(payload: Payload, { queue: name, id, staffId }: Asked): Promise<void> {
  const queue = await queueOf(payload, name);
  const job = await queue.getJob(id);
  if (!job) throw new Problem('not_found', 'There is no such job any more.');
  if (!(await job.isFailed())) throw notDead();
  await logRetries(payload, name, [job], staffId);
  if (!(await revive(job))) throw notDead();
}

const notDead = () => new Problem('invalid_state', 'This job is not dead.');

/** Tries every dead job again, and says of each so in the change log. @returns how many. @throws Problem unavailable when Redis is away */
export async function retryDeadJobs(payload: Payload, staffId: string): Promise<number> {
  const retried = await Promise.all(QUEUE_NAMES.map((name) => retryQueue(payload, name, staffId)));
  return retried.reduce((sum, count) => sum + count, 0);
}

/** Those that fail once more meanwhile are not tried twice. */
async function retryQueue(payload: Payload, name: QueueName, staffId: string): Promise<number> {
  const queue = await queueOf(payload, name);
  const retried = new Set<string>();
  for (;;) {
    const jobs = (await queue.getFailed(0, BATCH - 1)).filter((job) => job?.id && !retried.has(job.id));
    if (jobs.length === 0) return retried.size;
    for (const job of jobs) retried.add(String(job.id));
    await logRetries(payload, name, jobs, staffId);
    await Promise.all(jobs.map(revive));
  }
}

/** Notes that somebody has jobs tried again; before they are, so that none is without a word. */
export const logRetries = (
  payload: Payload,
  queue: QueueName,
  jobs: readonly Job[],
  staffId: string | undefined,
): Promise<void> =>
  withTransaction(payload, (req) => logJobs(req, jobs, { queue, action: 'retry', outcome: 'tried again', staffId }));
