import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Job } from 'bullmq';
import type { Payload, PayloadRequest } from 'payload';
import { isChangeRecorded, recordChange, recordChanges } from '../../database/change-log.ts';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { giveUpEffect } from '../../events/give-up-effect.ts';
import { dropUnknownTopic } from '../../events/outbox.ts';
import { getQueue, type QueueName } from '../../events/queues.ts';
import { Problem } from '../../lib/problem.ts';
import { topicInWords } from '../history/index.ts';
import { jobInWords, toDeadJob } from './read-dead-jobs.ts';

/** The entity under which the change log lists jobs. */
export const JOBS_ENTITY = 'jobs';

type JobChange = { queue: QueueName; action: 'give-up' | 'retry'; outcome: string; staffId: string | undefined };

/**
 * Records in the change log that dead jobs were discarded or retried: by which member of staff, why each job had failed, and
 * the outcome.
 */
export function recordJobChanges(
  req: Transactional,
  jobs: readonly Job[],
  { queue, action, outcome, staffId }: JobChange,
): Promise<void> {
  const changes = jobs.map((job) => {
    const { id, name, topic, reason } = toDeadJob(queue, job);
    const label = topic ? `${jobInWords(name)}: ${topicInWords(topic)}` : jobInWords(name);
    const target = { document: id, label };
    return { entity: JOBS_ENTITY, target, action, staffId, fields: { outcome: { from: reason, to: outcome } } };
  });
  return recordChanges(req, changes);
}

type GiveUpRequest = { queue: QueueName; id: string; reason: string; staffId: string };

const ACTION = 'give-up';

/**
 * Discards a dead job for good. One transaction records in the change log who discarded the job, when and why, and marks the
 * job's receipt as done. Then the job is removed from its queue. A repeated request records nothing, so the log keeps the first
 * reason.
 * @throws Problem not_found; invalid_state if the job is not dead; unavailable if Redis is unreachable
 */
export async function giveUpDeadJob(payload: Payload, request: GiveUpRequest): Promise<void> {
  const queue = await getQueue(payload, request.queue);
  const job = await queue.getJob(request.id);
  const isDead = await job?.isFailed();
  await withTransaction(payload, async (req) => {
    await lockJob(req, request.id);
    const since = new Date(job?.timestamp ?? 0);
    if (await isChangeRecorded(req, { entity: JOBS_ENTITY, document: request.id, action: ACTION, since })) return;
    if (!job) throw new Problem('not_found', 'This job no longer exists.');
    if (!isDead) throw notDeadProblem();
    await recordGiveUp(req, job, request);
  });
  if (job) await removeFromQueue(job);
}

/**
 * Removes a job from its queue. A job that was retried in the meantime stays in the queue, because it may be active, and an
 * active job cannot be removed. The job's receipt, which is marked as done, prevents the effect.
 */
async function removeFromQueue(job: Job): Promise<void> {
  try {
    if (await job.isFailed()) await job.remove();
  } catch (error) {
    if (await job.isFailed()) throw error;
  }
}

const notDeadProblem = () =>
  new Problem('invalid_state', 'This job is waiting, running or done. Only a dead job can be discarded.');

/**
 * Acquires an advisory lock on the job, so that the second of two concurrent requests sees the entry that the first has recorded.
 */
async function lockJob(req: PayloadRequest, id: string): Promise<void> {
  await (await transactionOf(req)).execute(
    sql`SELECT pg_advisory_xact_lock(hashtextextended(${`${JOBS_ENTITY} ${id}`}, 0))`,
  );
}

async function recordGiveUp(req: PayloadRequest, job: Job, { queue, reason, staffId }: GiveUpRequest): Promise<void> {
  const { name, eventId } = toDeadJob(queue, job);
  // `giveUpEffect` returns false if the job was retried in the meantime and a worker is processing it. Such a job is not
  // discarded.
  if (eventId && !(await giveUpEffect(req, eventId, name))) throw notDeadProblem();
  await recordJobChanges(req, [job], { queue, action: ACTION, outcome: reason, staffId });
}

type GiveUpTopicRequest = { topic: string; reason: string; staffId: string };

/**
 * Discards the pending events of a topic that this release does not know, because the newer release that emitted the events was
 * rolled back for good. No subscriber will receive the events, even in later releases. The change log records who discarded the
 * events, and why.
 * @returns the number of discarded events
 * @throws Problem not_found if no events of an unknown topic with this name are pending
 */
export async function giveUpTopic(payload: Payload, { topic, reason, staffId }: GiveUpTopicRequest): Promise<number> {
  return withTransaction(payload, async (req) => {
    const events = await dropUnknownTopic(await transactionOf(req), topic);
    if (events === 0)
      throw new Problem(
        'not_found',
        'Only waiting events of a topic that this release does not know can be discarded, and this topic has none.',
      );
    const waiting = events === 1 ? '1 event waiting' : `${events} events waiting`;
    const fields = { outcome: { from: waiting, to: reason } };
    await recordChange(req, { entity: 'jobs', target: { label: topic }, action: 'give-up', staffId, fields });
    return events;
  });
}
