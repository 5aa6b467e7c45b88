import type { Payload, PayloadRequest } from 'payload';
import { withTransaction } from '../database/transaction.ts';
import { crashPoint } from '../events/crash-points.ts';
import { describeError } from '../log-error.ts';
import { invalidate } from '../services/content/cdn/invalidate.ts';
import { SITEMAP_PATHS } from '../services/content/cdn/paths.ts';
import { buildSitemap } from '../services/content/sitemap/build-sitemap.ts';
import { requestDailySitemap } from '../services/content/sitemap/request-daily.ts';
import { claimRun } from '../services/content/tasks/claim-run.ts';
import { completeRun, postponeRun, renewRun } from '../services/content/tasks/close-run.ts';
import { CONTENT_TASKS, type ContentRun, type ContentTask } from '../services/content/tasks/content-task.ts';
import { nextDue } from '../services/content/tasks/next-due.ts';
import { requestTask } from '../services/content/tasks/request-task.ts';
import { wakeContentTask } from './content-task-job.ts';
import { retryDelay } from './queues.ts';
import type { Timings } from './timings.ts';

type Work = {
  /** Does it, as often as it takes; what it gives is kept with the run. */
  run: (payload: Payload, run: ContentRun) => Promise<object>;
  /** Written with the mark that the run is done. */
  whenDone?: (req: PayloadRequest) => Promise<void>;
};

const WORK: Record<ContentTask, Work> = {
  cdn: { run: (payload, { id, details }) => invalidate(payload, details, id) },
  sitemap: {
    run: (payload) => buildSitemap(payload),
    whenDone: (req) => requestTask(req, 'cdn', SITEMAP_PATHS),
  },
};

/** What is due later is left to the schedule of every minute. */
const SOON = 60_000;

/**
 * Does what is due of `task`. An attempt that fails is noted and repeated, the later the more often it has failed, for as
 * long as it takes: the truth lies in Postgres, jobs only say when to look.
 * @throws Error when Postgres or Redis is away.
 */
export async function runContentTask(payload: Payload, task: ContentTask, timings: Timings): Promise<void> {
  const run = await claimRun(payload, task, timings);
  if (run) await attempt(payload, run, timings);
  await wakeDueTasks(payload, timings);
}

/** Looks once a minute: what no job was made for, or whose job was lost, and the sitemap of every day. */
export async function watchContentTasks(payload: Payload, timings: Timings): Promise<void> {
  await requestDailySitemap(payload);
  await wakeDueTasks(payload, timings);
}

async function wakeDueTasks(payload: Payload, { settle }: Timings): Promise<void> {
  for (const task of CONTENT_TASKS) {
    const delay = await nextDue(payload, task, settle);
    if (delay !== undefined && delay < SOON) await wakeContentTask(payload, task, delay);
  }
}

async function attempt(payload: Payload, run: ContentRun, { lease }: Timings): Promise<void> {
  const { run: work, whenDone } = WORK[run.task];
  const renewal = setInterval(() => renew(payload, run, lease), lease / 3);
  try {
    const result = await work(payload, run);
    crashPoint('after-content-task');
    await withTransaction(payload, async (req) => {
      if (await completeRun(req, run, result)) await whenDone?.(req);
    });
  } catch (err) {
    const delay = retryDelay(run.attempt);
    payload.logger.warn({ err, task: run.task, runId: run.id, attempt: run.attempt, delay }, 'A content task failed.');
    await postponeRun(payload, run, reasonOf(err), delay);
  } finally {
    clearInterval(renewal);
  }
}

/** A renewal that fails only means that somebody else may begin, as they would if this process died. */
function renew(payload: Payload, run: ContentRun, lease: number): void {
  renewRun(payload, run, lease).catch((err: unknown) => payload.logger.warn({ err }, 'A run was not renewed.'));
}

const REASON_LENGTH = 500;

/** Why it failed, for editors. */
function reasonOf(error: unknown): string {
  const { type, message } = describeError(error instanceof Error ? error : new Error(String(error))) as {
    type: string;
    message: string;
  };
  return `${type}: ${message}`.slice(0, REASON_LENGTH);
}
