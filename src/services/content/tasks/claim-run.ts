import { randomUUID } from 'node:crypto';
import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { uuidv7 } from '../../../ids.ts';
import type { ContentRun, ContentTask } from './content-task.ts';

/** Milliseconds. */
export type ClaimTimings = {
  /** Age of a request before a run takes it. */
  settle: number;
  /** How long the run is this worker's unless renewed. */
  lease: number;
};

/** The columns keep milliseconds, and rounding up would make a moment of the future of it. */
const NOW = sql`date_trunc('milliseconds', now())`;

/**
 * Takes the task's run that is not done, if its time has come, or makes one of the requests that have settled. A worker
 * that dies leaves the run to whoever asks when the lease is over, with the same id and details.
 * @returns undefined when there is nothing to do now.
 */
export function claimRun(
  payload: Payload,
  task: ContentTask,
  { settle, lease }: ClaimTimings,
): Promise<ContentRun | undefined> {
  const [id, token] = [uuidv7(), randomUUID()];
  const settled = sql`task = ${task} AND requested_at <= now() - ${settle} * interval '1 millisecond'`;
  return database(payload).transaction(async (tx) => {
    const { rows: made } = await tx.execute(sql`
      INSERT INTO content_task_runs (id, task, details, next_attempt_at)
      SELECT ${id}, ${task}, '{}', ${NOW} WHERE EXISTS (SELECT 1 FROM content_task_requests WHERE ${settled})
      ON CONFLICT (task) WHERE done_at IS NULL DO NOTHING RETURNING id`);
    if (made.length > 0) {
      await tx.execute(sql`
        WITH taken AS (DELETE FROM content_task_requests WHERE ${settled} RETURNING detail)
        UPDATE content_task_runs SET details = (SELECT array_agg(DISTINCT detail) FROM taken) WHERE id = ${id}`);
    }
    const { rows } = await tx.execute<ContentRun>(sql`
      UPDATE content_task_runs
      SET attempts = attempts + 1, claim_token = ${token}, next_attempt_at = now() + ${lease} * interval '1 millisecond'
      WHERE task = ${task} AND done_at IS NULL AND next_attempt_at <= now()
      RETURNING id, task, details, attempts AS attempt, claim_token AS token`);
    return rows[0];
  });
}
