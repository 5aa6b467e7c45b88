import { sql } from '@payloadcms/db-postgres';
import type { Job } from 'bullmq';
import type { Payload, PayloadRequest } from 'payload';
import { sessionOf, withTransaction } from '../../database/transaction.ts';
import { giveUpEffect } from '../../events/give-up.ts';
import { queueOf } from '../../jobs/queue-of.ts';
import type { QueueName } from '../../jobs/queues.ts';
import { Problem } from '../../problem.ts';
import { wasLogged } from '../history/was-logged.ts';
import { deadJob } from './dead-jobs.ts';
import { JOBS, logJobs } from './log-jobs.ts';

type GivenUp = { queue: QueueName; id: string; reason: string; staffId: string };

const ACTION = 'give-up';

/**
 * Gives up a dead job: the change log says who did, when and why, its receipt that nothing is to come any more, in one
 * transaction; only then it leaves its queue. One that was given up already stays so, with the first reason.
 * @throws Problem not_found, invalid_state for one that is not dead, unavailable when Redis is away
 */
export async function giveUpDeadJob(payload: Payload, asked: GivenUp): Promise<void> {
  const queue = await queueOf(payload, asked.queue);
  const job = await queue.getJob(asked.id);
  const dead = await job?.isFailed();
  await withTransaction(payload, async (req) => {
    await lock(req, asked.id);
    const since = new Date(job?.timestamp ?? 0);
    if (await wasLogged(req, { entity: JOBS, document: asked.id, action: ACTION, since })) return;
    if (!job) throw new Problem('not_found', 'There is no such job any more.');
    if (!dead) throw notDead();
    await writeDown(req, job, asked);
  });
  if (job) await leaveQueue(job);
}

/** One that was retried meanwhile stays, and runs into its receipt; a worker that has it already lets nobody remove it. */
async function leaveQueue(job: Job): Promise<void> {
  try {
    if (await job.isFailed()) await job.remove();
  } catch (error) {
    if (await job.isFailed()) throw error;
  }
}

const notDead = () => new Problem('invalid_state', 'This job is not dead.');

/** Of two who give up the same job at once the second finds what the first has written. */
async function lock(req: PayloadRequest, id: string): Promise<void> {
  await (await sessionOf(req)).execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${JOBS} ${id}`}, 0))`);
}

async function writeDown(req: PayloadRequest, job: Job, { queue, reason, staffId }: GivenUp): Promise<void> {
  const { what, eventId } = deadJob(queue, job);
  // Retried since it was looked at, a worker may be at it.
  if (eventId && !(await giveUpEffect(req, eventId, what))) throw notDead();
  await logJobs(req, [job], { queue, action: ACTION, outcome: reason, staffId });
}
