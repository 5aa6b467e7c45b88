import type { Job, Queue } from 'bullmq';
import type { Payload } from 'payload';
import { Problem } from '../problem.ts';
import { producerQueue } from './producer.ts';
import type { QueueName } from './queues.ts';

/** Afresh, with as many attempts as a new job: the one attempt that would be left is hardly what was meant. */
const AFRESH = { resetAttemptsMade: true, resetAttemptsStarted: true };

/** A queue to be changed. @throws Problem unavailable when Redis is away */
export const queueOf = (payload: Payload, name: QueueName): Promise<Queue> =>
  producerQueue(payload, name).catch((cause: unknown) => {
    throw new Problem('unavailable', 'Redis is away, and the queues with it.', { cause });
  });

/** Tries a dead job again. @returns false when it is dead no more: somebody else has retried it, or given it up */
export async function revive(job: Job): Promise<boolean> {
  if (!(await job.isFailed())) return false;
  try {
    await job.retry('failed', AFRESH);
    return true;
  } catch (error) {
    if (await job.isFailed()) throw error;
    return false;
  }
}
