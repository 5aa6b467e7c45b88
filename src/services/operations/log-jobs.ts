import type { Job } from 'bullmq';
import type { Transactional } from '../../database/transaction.ts';
import type { QueueName } from '../../jobs/queues.ts';
import { logChanges } from '../history/log-change.ts';
import { deadJob } from './dead-jobs.ts';

/** Jobs in the change log. */
export const JOBS = 'jobs';

type Done = { queue: QueueName; action: 'give-up' | 'retry'; outcome: string; staffId: string | undefined };

/** Says in the change log what a member of staff has done with dead jobs: which they are, why they had failed, and what comes of them. */
export function logJobs(
  req: Transactional,
  jobs: readonly Job[],
  { queue, action, outcome, staffId }: Done,
): Promise<void> {
  const changes = jobs.map((job) => {
    const { id, what, topic, reason } = deadJob(queue, job);
    const which = { document: id, label: topic ? `${what} of ${topic}` : what };
    return { entity: JOBS, which, action, staffId, fields: { outcome: { from: reason, to: outcome } } };
  });
  return logChanges(req, changes);
}
