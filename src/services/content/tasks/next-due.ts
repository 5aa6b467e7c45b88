import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import type { ContentTask } from './content-task.ts';

/**
 * Milliseconds until there is something to do for `task`, 0 when it is due; undefined when nothing waits. While a run is
 * not done its next attempt counts, and requests wait for it.
 */
export async function nextDue(payload: Payload, task: ContentTask, settle: number): Promise<number | undefined> {
  const { rows } = await database(payload).execute<{ delay: string | null }>(sql`
    SELECT extract(epoch FROM coalesce(
      (SELECT next_attempt_at FROM content_task_runs WHERE task = ${task} AND done_at IS NULL),
      (SELECT min(requested_at) + ${settle} * interval '1 millisecond' FROM content_task_requests WHERE task = ${task})
    ) - now()) * 1000 AS delay`);
  const delay = rows[0]?.delay ?? null;
  return delay === null ? undefined : Math.max(0, Math.ceil(Number(delay)));
}
