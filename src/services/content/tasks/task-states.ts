import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { toDate } from '../../../dates.ts';
import { CONTENT_TASKS, type ContentTask } from './content-task.ts';

/** How a task stands, for people. Times are UTC. */
export type TaskState = {
  task: ContentTask;
  /** Whether something was asked for that no run has taken yet. */
  waiting: boolean;
  /** The run that is not done. */
  open: { since: Date; attempts: number; error: string | null; nextAttemptAt: Date } | null;
  last: { doneAt: Date; details: string[]; result: Record<string, unknown> } | null;
};

type Row = {
  task: ContentTask;
  waiting: boolean;
  open: { since: string; attempts: number; error: string | null; nextAttemptAt: string } | null;
  last: { doneAt: string; details: string[]; result: Record<string, unknown> } | null;
};

/** The state of every task, in one statement. */
export async function taskStates(payload: Payload): Promise<TaskState[]> {
  const tasks = sql.join(
    CONTENT_TASKS.map((task, i) => sql`(${task}::text, ${i}::int)`),
    sql`, `,
  );
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT one.task, EXISTS (SELECT 1 FROM content_task_requests WHERE task = one.task) AS waiting,
      (SELECT json_build_object('since', created_at, 'attempts', attempts, 'error', error, 'nextAttemptAt', next_attempt_at)
        FROM content_task_runs WHERE task = one.task AND done_at IS NULL) AS open,
      (SELECT json_build_object('doneAt', done_at, 'details', details, 'result', result)
        FROM content_task_runs WHERE task = one.task AND done_at IS NOT NULL ORDER BY done_at DESC LIMIT 1) AS last
    FROM (VALUES ${tasks}) AS one (task, place) ORDER BY place`);
  return rows.map(({ open, last, ...row }) => ({
    ...row,
    open: open && { ...open, since: toDate(open.since), nextAttemptAt: toDate(open.nextAttemptAt) },
    last: last && { ...last, doneAt: toDate(last.doneAt) },
  }));
}

/** Seconds for which the oldest change has waited for `task`; 0 when none does. */
export async function taskWaiting(payload: Payload, task: ContentTask): Promise<number> {
  const { rows } = await database(payload).execute<{ seconds: string }>(sql`
    SELECT coalesce(extract(epoch FROM now() - least(
      (SELECT created_at FROM content_task_runs WHERE task = ${task} AND done_at IS NULL),
      (SELECT min(requested_at) FROM content_task_requests WHERE task = ${task}))), 0) AS seconds`);
  return Number(rows[0]?.seconds ?? 0);
}
