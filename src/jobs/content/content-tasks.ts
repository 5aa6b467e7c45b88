import type { Payload, PayloadRequest } from 'payload';
import { withTransaction } from '../../database/transaction.ts';
import { crashPoint } from '../../events/crash-points.ts';
import { computeRetryDelayMs, getProducerQueue } from '../../events/queues.ts';
import { withRenewal } from '../../lib/concurrency.ts';
import { currentCorrelationId } from '../../lib/correlation.ts';
import { describeError } from '../../lib/logger.ts';
import { currentTraceparent } from '../../lib/tracing.ts';
import { enableScheduleRetries, runDueSchedules } from '../../services/content/blog/schedule-publication.ts';
import { buildSitemap, requestDailySitemap } from '../../services/content/publishing/build-sitemap.ts';
import { invalidateCdn, SITEMAP_PATHS } from '../../services/content/publishing/cdn.ts';
import {
  CONTENT_TASKS,
  type ContentRun,
  type ContentTask,
  claimRun,
  completeRun,
  postponeRun,
  readNextDueMs,
  renewRun,
  requestTask,
} from '../../services/content/publishing/task-runs.ts';
import type { Timings } from '../timings.ts';

/** Name of jobs that check a content task for due work. */
export const CONTENT_TASK_JOB = 'content-task';

/** Data of a job named {@link CONTENT_TASK_JOB}. The work to do is stored in Postgres. */
export type ContentTaskJob = { task: ContentTask; correlationId: string; traceparent?: string | undefined };

/**
 * Queues a check of a content task, due in `delay` milliseconds. Further calls within that time add no job: the first job, or the
 * job that it queues next, finds all requests made in the meantime.
 * @throws Error when Redis is down; the schedule `content-tasks` then queues the check within a minute
 */
export async function wakeContentTask(payload: Payload, task: ContentTask, delay: number): Promise<void> {
  const queue = await getProducerQueue(payload, 'content');
  const data: ContentTaskJob = { task, correlationId: currentCorrelationId(), traceparent: currentTraceparent() };
  const deduplication = { id: `${CONTENT_TASK_JOB}_${task}`, ttl: Math.max(1, delay) };
  await queue.add(CONTENT_TASK_JOB, data, { delay, deduplication, removeOnComplete: { count: 100 } });
}

type TaskWork = {
  /** Does the work; idempotent. Its result is stored with the run. */
  run: (payload: Payload, run: ContentRun) => Promise<object>;
  /** Further writes for the transaction that marks the run as done. */
  whenDone?: (req: PayloadRequest) => Promise<void>;
};

const WORK_BY_TASK: Record<ContentTask, TaskWork> = {
  cdn: { run: (payload, { id, details }) => invalidateCdn(payload, details, id) },
  sitemap: {
    run: (payload) => buildSitemap(payload),
    whenDone: (req) => requestTask(req, 'cdn', SITEMAP_PATHS),
  },
};

/**
 * Work that is due within this many milliseconds gets its job at once. Later work gets its job from the schedule `content-tasks`,
 * which runs once a minute.
 */
const SOON_MS = 60_000;

/**
 * Runs the due work of `task`. A failed run is recorded and retried with backoff, any number of times. The state is stored in
 * Postgres; a job only makes a worker check that state.
 * @throws Error when Postgres or Redis is down
 */
export async function runContentTask(payload: Payload, task: ContentTask, timings: Timings): Promise<void> {
  const run = await claimRun(payload, task, timings);
  if (run) await attemptRun(payload, run, timings);
  await wakeDueTasks(payload, timings);
}

/** Runs once a minute: queues checks for due work whose job is missing or lost, and requests the daily sitemap. */
export async function watchContentTasks(payload: Payload, timings: Timings): Promise<void> {
  await requestDailySitemap(payload);
  await wakeDueTasks(payload, timings);
}

async function wakeDueTasks(payload: Payload, { propagationMs }: Timings): Promise<void> {
  for (const task of CONTENT_TASKS) {
    const delay = await readNextDueMs(payload, task, propagationMs);
    if (delay !== undefined && delay < SOON_MS) await wakeContentTask(payload, task, delay);
  }
}

async function attemptRun(payload: Payload, run: ContentRun, { leaseMs }: Timings): Promise<void> {
  await withRenewal(
    leaseMs,
    () => renew(payload, run, leaseMs),
    () => runOrPostpone(payload, run),
  );
}

async function runOrPostpone(payload: Payload, run: ContentRun): Promise<void> {
  const { run: work, whenDone } = WORK_BY_TASK[run.task];
  try {
    const result = await work(payload, run);
    crashPoint('after-content-task');
    await withTransaction(payload, async (req) => {
      if (await completeRun(req, run, result)) await whenDone?.(req);
    });
  } catch (err) {
    const delay = computeRetryDelayMs(run.attempt);
    payload.logger.warn(
      { err, task: run.task, runId: run.id, attempt: run.attempt, delay },
      'A content task failed and will be retried.',
    );
    await postponeRun(payload, run, toReason(err), delay);
  }
}

/** Renews the lease of a run. If the renewal fails, another worker may start the same run, as after a crash of this process. */
function renew(payload: Payload, run: ContentRun, lease: number): void {
  renewRun(payload, run, lease).catch((err: unknown) =>
    payload.logger.warn({ err }, 'Could not renew the lease of a content task.'),
  );
}

const MAX_REASON_LENGTH = 500;

/** The reason for a failure, which the admin UI shows. */
function toReason(error: unknown): string {
  const { type, message } = describeError(error instanceof Error ? error : new Error(String(error))) as {
    type: string;
    message: string;
  };
  return `${type}: ${message}`.slice(0, MAX_REASON_LENGTH);
}

/**
 * Checks every `intervalMs` milliseconds for scheduled posts that are due, and publishes or unpublishes them. This needs only
 * Postgres, so it works even while Redis is down.
 * @returns a function that stops the publishing and waits for the current run
 */
export function startPublishing(payload: Payload, intervalMs: number): () => Promise<void> {
  enableScheduleRetries(payload);
  let running: Promise<void> | undefined;
  const poll = () => {
    running ??= runDueSchedules(payload)
      .catch((err: unknown) => payload.logger.warn({ err }, 'Could not check for scheduled posts that are due.'))
      .finally(() => {
        running = undefined;
      });
  };
  poll();
  const timer = setInterval(poll, intervalMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
