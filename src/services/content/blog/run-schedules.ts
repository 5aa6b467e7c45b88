import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload, TaskConfig } from 'payload';
import { unlessLocked } from '../../../database/advisory-lock.ts';
import { database } from '../../../database/transaction.ts';
import { publishOrWithdraw } from './publish-or-withdraw.ts';

/** Any number: every worker that runs schedules takes the same advisory lock. */
const SCHEDULE_LOCK = 7_305_010;
const BATCH = 20;

/** The schedules whose time has come, those included that a worker had in hand when it died. */
const DUE = sql`task_slug = 'schedulePublish' AND queue = 'default' AND completed_at IS NULL AND has_error IS NOT TRUE
  AND (wait_until IS NULL OR wait_until <= now())`;

/**
 * Publishes and withdraws what is scheduled and due, the earliest first: Payload's queue in this version lets two workers run
 * one job, and keeps one `processing` for ever whose worker has died. Here one worker at a time runs them, so what is marked so
 * when it begins was left behind, and runs again; publishing what is published does nothing.
 */
export async function runDueSchedules(payload: Payload): Promise<void> {
  if (!(await isAnyDue(payload))) return;
  scheduleTask(payload).handler = publishOrWithdraw;
  await unlessLocked(payload, SCHEDULE_LOCK, async () => {
    await database(payload).execute(sql`UPDATE payload_jobs SET processing = false WHERE processing AND ${DUE}`);
    for (let more = true; more; ) more = await runBatch(payload);
  });
}

async function isAnyDue(payload: Payload): Promise<boolean> {
  const { rows } = await database(payload).execute(sql`SELECT 1 FROM payload_jobs WHERE ${DUE} LIMIT 1`);
  return rows.length > 0;
}

async function runBatch(payload: Payload): Promise<boolean> {
  const { noJobsRemaining } = await payload.jobs.run({
    where: { taskSlug: { equals: 'schedulePublish' } },
    processingOrder: 'waitUntil',
    sequential: true,
    limit: BATCH,
    silent: { info: true },
  });
  return !noJobsRemaining;
}

/** Has a schedule that fails tried again for some minutes: Payload gives up at the first time. */
export function retrySchedules(payload: Payload): void {
  scheduleTask(payload).retries = { attempts: 5, backoff: { type: 'exponential', delay: 5000 } };
}

/** Payload's own task, which the admin UI queues. */
function scheduleTask({ config }: Payload): TaskConfig {
  const task = config.jobs.tasks?.find(({ slug }) => slug === 'schedulePublish');
  if (!task) throw new Error('Nothing can be scheduled: no collection has `schedulePublish`.');
  return task;
}
