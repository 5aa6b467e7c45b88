import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database, sessionOf, type Transactional } from '../../../database/transaction.ts';
import type { ContentRun } from './content-task.ts';

/** Runs that are kept for people to look at, by age. */
const KEPT_DAYS = 30;

/**
 * Marks the run as done in the caller's transaction, whoever holds it by now.
 * @returns false when another attempt was first.
 */
export async function completeRun(req: Transactional, { id, task }: ContentRun, result: object): Promise<boolean> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute(sql`
    UPDATE content_task_runs SET done_at = clock_timestamp(), error = NULL, result = ${JSON.stringify(result)}::jsonb
    WHERE id = ${id} AND done_at IS NULL RETURNING id`);
  await tx.execute(sql`
    DELETE FROM content_task_runs
    WHERE task = ${task} AND id <> ${id} AND done_at < now() - ${KEPT_DAYS} * interval '1 day'`);
  return rows.length > 0;
}

/** Notes why an attempt failed and when the next one is due, in milliseconds from now. */
export async function postponeRun(payload: Payload, run: ContentRun, reason: string, delay: number): Promise<void> {
  await database(payload).execute(sql`
    UPDATE content_task_runs SET error = ${reason}, next_attempt_at = now() + ${delay} * interval '1 millisecond'
    WHERE id = ${run.id} AND claim_token = ${run.token} AND done_at IS NULL`);
}

/** Keeps a run that takes long for `lease` milliseconds more. */
export async function renewRun(payload: Payload, run: ContentRun, lease: number): Promise<void> {
  await database(payload).execute(sql`
    UPDATE content_task_runs SET next_attempt_at = now() + ${lease} * interval '1 millisecond'
    WHERE id = ${run.id} AND claim_token = ${run.token} AND done_at IS NULL`);
}
