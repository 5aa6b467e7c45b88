import { randomUUID } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database, type Transactional, transactionOf } from '../../../database/transaction.ts';
import { toDate } from '../../../lib/dates.ts';
import { uuidv7 } from '../../../lib/ids.ts';

/**
 * Background tasks that follow changes of public content. A change requests a task, and one run handles all requests since the
 * previous run.
 */
export const CONTENT_TASKS = ['cdn', 'sitemap'] as const;

export type ContentTask = (typeof CONTENT_TASKS)[number];

/** A run of a task, claimed by a worker. */
export type ContentRun = {
  /** A UUIDv7, which is the same for every attempt. */
  id: string;
  task: ContentTask;
  /** The distinct details of the requests in this run, such as paths. */
  details: string[];
  /** The number of this attempt, from 1. */
  attempt: number;
  token: string;
};

/** Durations in milliseconds. */
export type ClaimTimings = {
  /** Minimum age of a request before a run includes it. */
  propagationMs: number;
  /** How long the claim lasts unless it is renewed. */
  leaseMs: number;
};

/**
 * The current time, truncated to milliseconds. The columns have this precision, and rounding up would store a time in the future.
 */
const NOW = sql`date_trunc('milliseconds', now())`;

/**
 * Claims the open run of the task if the run is due. If there is no open run, creates and claims a run for the requests older
 * than `propagationMs`. If a worker dies, another worker claims the same run, with the same id and details, after the lease ends.
 * @returns undefined if nothing is due
 */
export function claimRun(
  payload: Payload,
  task: ContentTask,
  { propagationMs, leaseMs }: ClaimTimings,
): Promise<ContentRun | undefined> {
  const [id, token] = [uuidv7(), randomUUID()];
  const isDueSql = sql`task = ${task} AND requested_at <= now() - ${propagationMs} * interval '1 millisecond'`;
  return database(payload).transaction(async (tx) => {
    const { rows: inserted } = await tx.execute(sql`
      INSERT INTO content_task_runs (id, task, details, next_attempt_at)
      SELECT ${id}, ${task}, '{}', ${NOW} WHERE EXISTS (SELECT 1 FROM content_task_requests WHERE ${isDueSql})
      ON CONFLICT (task) WHERE done_at IS NULL DO NOTHING RETURNING id`);
    if (inserted.length > 0) {
      await tx.execute(sql`
        WITH request AS (DELETE FROM content_task_requests WHERE ${isDueSql} RETURNING detail)
        UPDATE content_task_runs SET details = (SELECT array_agg(DISTINCT detail) FROM request) WHERE id = ${id}`);
    }
    const { rows } = await tx.execute<ContentRun>(sql`
      UPDATE content_task_runs
      SET attempts = attempts + 1, claim_token = ${token}, next_attempt_at = now() + ${leaseMs} * interval '1 millisecond'
      WHERE task = ${task} AND done_at IS NULL AND next_attempt_at <= now()
      RETURNING id, task, details, attempts AS attempt, claim_token AS token`);
    return rows[0];
  });
}

/** How many days completed runs are kept for staff to look at. */
const RETENTION_DAYS = 30;

/**
 * Marks the run as done in the caller's transaction, even if another worker has claimed the run meanwhile. Also deletes old runs
 * of the same task.
 * @returns false if another attempt has already completed the run
 */
export async function completeRun(req: Transactional, { id, task }: ContentRun, result: object): Promise<boolean> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute(sql`
    UPDATE content_task_runs SET done_at = clock_timestamp(), error = NULL, result = ${JSON.stringify(result)}::jsonb
    WHERE id = ${id} AND done_at IS NULL RETURNING id`);
  await tx.execute(sql`
    DELETE FROM content_task_runs
    WHERE task = ${task} AND id <> ${id} AND done_at < now() - ${RETENTION_DAYS} * interval '1 day'`);
  return rows.length > 0;
}

/** Stores why an attempt failed, and schedules the next attempt in `delayMs` milliseconds. */
export async function postponeRun(payload: Payload, run: ContentRun, reason: string, delayMs: number): Promise<void> {
  await database(payload).execute(sql`
    UPDATE content_task_runs SET error = ${reason}, next_attempt_at = now() + ${delayMs} * interval '1 millisecond'
    WHERE id = ${run.id} AND claim_token = ${run.token} AND done_at IS NULL`);
}

/** Renews the claim of a long run for another `leaseMs` milliseconds. */
export async function renewRun(payload: Payload, run: ContentRun, leaseMs: number): Promise<void> {
  await database(payload).execute(sql`
    UPDATE content_task_runs SET next_attempt_at = now() + ${leaseMs} * interval '1 millisecond'
    WHERE id = ${run.id} AND claim_token = ${run.token} AND done_at IS NULL`);
}

/**
 * Returns the milliseconds until `task` is due: 0 if it is due now, undefined if nothing is pending. While a run is unfinished,
 * the time of its next attempt counts, because new requests wait for the run.
 */
export async function readNextDueMs(
  payload: Payload,
  task: ContentTask,
  propagationMs: number,
): Promise<number | undefined> {
  const { rows } = await database(payload).execute<{ delay: string | null }>(sql`
    SELECT extract(epoch FROM coalesce(
      (SELECT next_attempt_at FROM content_task_runs WHERE task = ${task} AND done_at IS NULL),
      (SELECT min(requested_at) + ${propagationMs} * interval '1 millisecond' FROM content_task_requests WHERE task = ${task})
    ) - now()) * 1000 AS delay`);
  const delay = rows[0]?.delay ?? null;
  return delay === null ? undefined : Math.max(0, Math.ceil(Number(delay)));
}

/** Requests a run of `task` in the caller's transaction. `details` name the changed content, such as its paths. */
export async function requestTask(req: Transactional, task: ContentTask, details: readonly string[]): Promise<void> {
  const rows = details.map((detail) => ({ id: uuidv7(), detail }));
  await (await transactionOf(req)).execute(sql`
    INSERT INTO content_task_requests (id, task, detail)
    SELECT id, ${task}, detail FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(id uuid, detail text)`);
}

/** The state of a task for display; times are UTC. */
export type TaskState = {
  task: ContentTask;
  /** Whether there are requests that no run has included yet. */
  waiting: boolean;
  /** The run that is not done yet, if any. */
  open: { since: Date; attempts: number; error: string | null; nextAttemptAt: Date } | null;
  last: { doneAt: Date; details: string[]; result: Record<string, unknown> } | null;
};

type Row = {
  task: ContentTask;
  waiting: boolean;
  open: { since: string; attempts: number; error: string | null; nextAttemptAt: string } | null;
  last: { doneAt: string; details: string[]; result: Record<string, unknown> } | null;
};

/** Reads the state of every task. */
export async function readTaskStates(payload: Payload): Promise<TaskState[]> {
  const tasks = sql.join(
    CONTENT_TASKS.map((task, i) => sql`(${task}::text, ${i}::int)`),
    sql`, `,
  );
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT content_task.task, EXISTS (SELECT 1 FROM content_task_requests WHERE task = content_task.task) AS waiting,
      (SELECT json_build_object('since', created_at, 'attempts', attempts, 'error', error, 'nextAttemptAt', next_attempt_at)
        FROM content_task_runs WHERE task = content_task.task AND done_at IS NULL) AS open,
      (SELECT json_build_object('doneAt', done_at, 'details', details, 'result', result)
        FROM content_task_runs WHERE task = content_task.task AND done_at IS NOT NULL ORDER BY done_at DESC LIMIT 1) AS last
    FROM (VALUES ${tasks}) AS content_task (task, place) ORDER BY place`);
  return rows.map(({ open, last, ...row }) => ({
    ...row,
    open: open && { ...open, since: toDate(open.since), nextAttemptAt: toDate(open.nextAttemptAt) },
    last: last && { ...last, doneAt: toDate(last.doneAt) },
  }));
}

/** Returns how many seconds the oldest pending change has waited for `task`; 0 if none is pending. */
export async function readTaskWaitingSeconds(payload: Payload, task: ContentTask): Promise<number> {
  const { rows } = await database(payload).execute<{ seconds: string }>(sql`
    SELECT coalesce(extract(epoch FROM now() - least(
      (SELECT created_at FROM content_task_runs WHERE task = ${task} AND done_at IS NULL),
      (SELECT min(requested_at) FROM content_task_requests WHERE task = ${task}))), 0) AS seconds`);
  return Number(rows[0]?.seconds ?? 0);
}
