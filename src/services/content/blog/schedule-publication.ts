import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload, PayloadRequest, TaskConfig, TaskHandler } from 'payload';
import { isStaff } from '../../../access/roles.ts';
import { POST_SCHEDULES_LOCK_ID, runIfUnlocked } from '../../../database/locks.ts';
import { database, transactionOf } from '../../../database/transaction.ts';
import { toDate } from '../../../lib/dates.ts';
import { Problem } from '../../../lib/problem.ts';
import { findPublicationErrors } from './publication-rules.ts';

/** Payload's built-in task, which the admin UI also queues; `runDueSchedules` runs it. */
const SCHEDULE_TASK = 'schedulePublish';

/**
 * Schedules the latest version of a post for publication at `at`, in the transaction of `req`, and deletes the post's existing
 * schedules.
 * @throws Problem `validation_failed` if this version could not be published
 */
export async function schedulePublication(req: PayloadRequest, postId: string, at: Date): Promise<void> {
  const errors = await findPublicationErrors(req, postId);
  if (errors.length > 0)
    throw new Problem('validation_failed', 'This post cannot be published yet, so it cannot be scheduled.', {
      errors: errors.map(({ path, message }) => ({ path, message })),
    });
  await cancelSchedule(req, postId);
  await req.payload.jobs.queue({
    task: SCHEDULE_TASK,
    input: {
      type: 'publish',
      doc: { relationTo: 'blogs', value: postId },
      user: isStaff(req.user) ? { relationTo: 'users', value: req.user.id } : undefined,
    },
    waitUntil: at,
    req,
  });
}

/**
 * Deletes the unfinished scheduled steps of a post, or only the steps of one `type`. This includes failed steps, and steps from
 * both the API and the admin UI.
 */
export async function cancelSchedule(req: PayloadRequest, postId: string, type?: ScheduledStep['type']): Promise<void> {
  await (await transactionOf(req)).execute(sql`
    DELETE FROM payload_jobs
    WHERE task_slug = ${SCHEDULE_TASK} AND completed_at IS NULL
      AND (${type ?? null}::text IS NULL OR coalesce(input->>'type', 'publish') = ${type ?? null})
      AND input->'doc'->>'relationTo' = 'blogs' AND input->'doc'->>'value' = ${postId}`);
}

/** The key in `context` that marks an update by a schedule. Such an update does not cancel the post's later scheduled steps. */
export const BY_SCHEDULE = 'bySchedule';

type ScheduledStepInput = { type?: string | null; doc?: { relationTo: string; value: unknown } | null; user?: unknown };

/**
 * Publishes or unpublishes a post as scheduled, in place of Payload's own handler. A schedule belongs to the company: permissions
 * are checked when it is made, and it still runs after the person who made it has left or has another role. The new version of
 * the post names that person, if their account still exists.
 * @throws the error of the collection `blogs` if the collection refuses the update
 */
export const applyScheduledStep: TaskHandler<'schedulePublish'> = async ({ input, req }) => {
  const { type, doc, user: scheduler } = input as ScheduledStepInput;
  if (!doc) throw new Error('The schedule does not refer to a post.');
  const user = await findScheduler(req, scheduler);
  await req.payload.update({
    ...{ collection: 'blogs', id: String(doc.value), depth: 0, context: { [BY_SCHEDULE]: true } },
    data: { _status: type === 'unpublish' ? 'draft' : 'published' },
    overrideAccess: true,
    user,
  });
  return { output: {} };
};

async function findScheduler(req: PayloadRequest, scheduler: unknown) {
  const { relationTo, value } = (scheduler ?? {}) as { relationTo?: 'users'; value?: unknown };
  if (relationTo !== 'users') return null;
  const { docs } = await req.payload.find({
    ...{ collection: relationTo, where: { id: { equals: value } }, limit: 1, pagination: false, depth: 0, req },
  });
  return docs[0] ? { ...docs[0], collection: relationTo } : null;
}

/** Whether a post has a pending scheduled publication. Sees uncommitted changes of the transaction of `req`. */
export async function hasScheduledPublication(req: PayloadRequest, postId: string): Promise<boolean> {
  const { rows } = await (await transactionOf(req)).execute(sql`
    SELECT 1 FROM payload_jobs
    WHERE task_slug = 'schedulePublish' AND completed_at IS NULL AND has_error IS NOT TRUE
      AND coalesce(input->>'type', 'publish') = 'publish'
      AND input->'doc'->>'relationTo' = 'blogs' AND input->'doc'->>'value' = ${postId} LIMIT 1`);
  return rows.length > 0;
}

/** The next scheduled step of a post, or its failed step. `failure` is the error message of a failed step, otherwise null. */
export type ScheduledStep = { type: 'publish' | 'unpublish'; at: Date; failure: string | null };

type Row = Omit<ScheduledStep, 'at'> & { postId: string; at: string };

/**
 * Reads the next scheduled step of every post, or only of the post `id`. The keys of the result are post ids. A failed step is
 * returned until it is replaced or cancelled.
 */
export async function readScheduledSteps(payload: Payload, id?: string): Promise<Map<string, ScheduledStep>> {
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT DISTINCT ON (input->'doc'->>'value') input->'doc'->>'value' AS "postId",
      coalesce(input->>'type', 'publish') AS type, coalesce(wait_until, created_at) AS at,
      CASE WHEN has_error THEN coalesce(error->>'message', '') END AS failure
    FROM payload_jobs
    WHERE task_slug = 'schedulePublish' AND completed_at IS NULL AND input->'doc'->>'relationTo' = 'blogs'
      AND (${id ?? null}::text IS NULL OR input->'doc'->>'value' = ${id ?? null})
    ORDER BY input->'doc'->>'value', has_error DESC, wait_until`);
  return new Map(rows.map(({ postId, at, ...rest }) => [postId, { ...rest, at: toDate(at) }]));
}

const BATCH_SIZE = 20;

/** SQL condition: a schedule is due. This includes schedules that a worker was processing when it died. */
const isDueSql = sql`task_slug = 'schedulePublish' AND queue = 'default' AND completed_at IS NULL AND has_error IS NOT TRUE
  AND (wait_until IS NULL OR wait_until <= now())`;

/**
 * Runs the schedules that are due, earliest first. This version of Payload's queue lets two workers run the same job, and leaves
 * a job `processing` forever if its worker dies. An advisory lock lets only one worker run schedules, so a job that is already
 * marked `processing` was left by a dead worker. Such a job is run again; publishing a published post is idempotent.
 */
export async function runDueSchedules(payload: Payload): Promise<void> {
  if (!(await hasDueSchedules(payload))) return;
  getScheduleTask(payload).handler = applyScheduledStep;
  await runIfUnlocked(payload, POST_SCHEDULES_LOCK_ID, async () => {
    await database(payload).execute(sql`UPDATE payload_jobs SET processing = false WHERE processing AND ${isDueSql}`);
    for (let more = true; more; ) more = await runBatch(payload);
  });
}

async function hasDueSchedules(payload: Payload): Promise<boolean> {
  const { rows } = await database(payload).execute(sql`SELECT 1 FROM payload_jobs WHERE ${isDueSql} LIMIT 1`);
  return rows.length > 0;
}

async function runBatch(payload: Payload): Promise<boolean> {
  const { noJobsRemaining } = await payload.jobs.run({
    where: { taskSlug: { equals: 'schedulePublish' } },
    processingOrder: 'waitUntil',
    sequential: true,
    limit: BATCH_SIZE,
    silent: { info: true },
  });
  return !noJobsRemaining;
}

/**
 * Makes Payload retry a failed schedule up to five times, over some minutes. By default, Payload gives up after the first
 * failure.
 */
export function enableScheduleRetries(payload: Payload): void {
  getScheduleTask(payload).retries = { attempts: 5, backoff: { type: 'exponential', delay: 5000 } };
}

/**
 * Returns Payload's built-in task, which the admin UI queues.
 * @throws Error if no collection enables the task
 */
function getScheduleTask({ config }: Payload): TaskConfig {
  const task = config.jobs.tasks?.find(({ slug }) => slug === 'schedulePublish');
  if (!task) throw new Error('Nothing can be scheduled: no collection has `schedulePublish`.');
  return task;
}
