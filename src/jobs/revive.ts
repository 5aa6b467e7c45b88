import type { Job } from 'bullmq';

/** Afresh, with as many attempts as a new job: the one attempt that would be left is hardly what was meant. */
const AFRESH = { resetAttemptsMade: true, resetAttemptsStarted: true };

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
