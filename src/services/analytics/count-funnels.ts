import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { toTextArray } from '../../database/executor.ts';
import { type Transactional, transactionOf, withTransaction } from '../../database/transaction.ts';
import { toLondonDate } from '../../lib/dates.ts';
import { lockFunnels, lockRollupsShared } from './expire-tracking.ts';
import { type FunnelSteps, measureProgress, readSessionHits } from './session-progress.ts';

/** Reads the funnels that are currently counted. */
export async function readFunnelSteps(req: Transactional): Promise<FunnelSteps[]> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<FunnelSteps>(sql`
    SELECT funnel, window_minutes AS "windowMinutes",
      json_agg(json_build_object('event', event, 'page', page) ORDER BY position) AS steps
    FROM analytics_funnel_steps GROUP BY funnel, window_minutes ORDER BY funnel`);
  return rows;
}

type QueuedBatch = { sessions: string[]; users: string[] };

/**
 * Removes up to `limit` batches from the queue.
 * @returns the number of batches, and the sessions whose progress may have changed
 */
export async function dequeueBatches(
  req: Transactional,
  limit: number,
): Promise<{ batches: number; sessions: string[] }> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<QueuedBatch>(sql`
    DELETE FROM analytics_funnel_queue
    WHERE id IN (SELECT id FROM analytics_funnel_queue ORDER BY id LIMIT ${limit}) RETURNING sessions, users`);
  const sessions = [...new Set(rows.flatMap((batch) => batch.sessions))];
  const users = [...new Set(rows.flatMap((batch) => batch.users))];
  return {
    batches: rows.length,
    sessions: [...new Set([...sessions, ...(await findRelatedSessions(req, sessions, users))])],
  };
}

/**
 * Finds all sessions of the given customers, and of the customers who have one of the given sessions. A customer's events without
 * a session are assigned to one of that customer's sessions; an event in any of those sessions can change the assignment.
 */
async function findRelatedSessions(req: Transactional, sessions: string[], users: string[]): Promise<string[]> {
  const tx = await transactionOf(req);
  const { rows } = await tx.execute<{ sessionId: string }>(sql`
    SELECT session_id AS "sessionId" FROM analytics_identities
    WHERE user_id = ANY (${toTextArray(users)}::uuid[]) OR user_id IN (
      SELECT user_id FROM analytics_identities WHERE session_id = ANY (${toTextArray(sessions)}::text[]))`);
  return rows.map(({ sessionId }) => sessionId);
}

/** Maximum batches per transaction. A batch contains, for example, the sessions of one flush or of one rebuilt day. */
const BATCH_SIZE = 10;
const SESSIONS_AT_ONCE = 5000;

type ProgressRow = { funnel: string; sessionId: string; day: string; reached: number };

/**
 * Updates the funnel counts for all queued sessions. Each session is measured as a whole, so the order in which its events
 * arrived does not matter.
 * @returns the number of batches processed
 */
export async function countFunnels(payload: Payload): Promise<number> {
  let done = 0;
  for (;;) {
    const batches = await withTransaction(payload, (req) => countBatch(req));
    done += batches;
    if (batches < BATCH_SIZE) return done;
  }
}

/** Processes up to {@link BATCH_SIZE} queued batches in the transaction of `req`. @returns the number of batches processed */
export async function countBatch(req: Transactional): Promise<number> {
  await lockRollupsShared(req);
  await lockFunnels(req);
  const { batches, sessions } = await dequeueBatches(req, BATCH_SIZE);
  for (let from = 0; from < sessions.length; from += SESSIONS_AT_ONCE) {
    const chunk = sessions.slice(from, from + SESSIONS_AT_ONCE);
    await storeProgress(req, chunk, await computeProgress(req, chunk));
  }
  return batches;
}

async function computeProgress(req: Transactional, sessions: readonly string[]): Promise<ProgressRow[]> {
  const funnels = await readFunnelSteps(req);
  const hits = await readSessionHits(req, sessions);
  return [...hits].flatMap(([sessionId, sessionHits]) =>
    funnels.flatMap((funnel) => {
      const progress = measureProgress(funnel, sessionHits);
      if (!progress) return [];
      const { startedAt, reached } = progress;
      return [{ funnel: funnel.funnel, sessionId, day: toLondonDate(new Date(startedAt)), reached }];
    }),
  );
}

/**
 * Replaces the stored progress of the sessions, and adds the difference between the new and the previous progress to the counts
 * of each step.
 */
async function storeProgress(req: Transactional, sessions: readonly string[], rows: ProgressRow[]): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`
    WITH counted_session AS (SELECT unnest(${toTextArray(sessions)}::text[]) COLLATE "C" AS session_id),
    current AS (
      SELECT funnel, "sessionId" COLLATE "C" AS session_id, day, reached
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row (funnel text, "sessionId" text, day date, reached int)
    ), before AS (
      SELECT funnel, session_id, day, reached FROM analytics_funnel_progress JOIN counted_session USING (session_id)
    ), deleted AS (
      DELETE FROM analytics_funnel_progress AS progress USING before
      WHERE (progress.session_id, progress.funnel) = (before.session_id, before.funnel) AND NOT EXISTS (
        SELECT 1 FROM current WHERE (current.session_id, current.funnel) = (before.session_id, before.funnel))
    ), stored AS (
      INSERT INTO analytics_funnel_progress (funnel, session_id, day, reached)
      SELECT funnel, session_id, day, reached FROM current
      ON CONFLICT (session_id, funnel) DO UPDATE SET day = excluded.day, reached = excluded.reached
    ), change AS (
      SELECT funnel, day, reached, 1 AS by FROM current UNION ALL SELECT funnel, day, reached, -1 FROM before
    )
    INSERT INTO analytics_deltas (metric, day, key, count, amount)
    SELECT 'funnel', day, json_build_array(funnel, position)::text, sum(by), 0
    FROM change, generate_series(1, reached) AS position
    GROUP BY funnel, day, position HAVING sum(by) <> 0`);
}
