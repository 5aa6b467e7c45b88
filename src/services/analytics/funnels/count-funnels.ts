import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { textArray } from '../../../database/array-literal.ts';
import { sessionOf, type Transactional, withTransaction } from '../../../database/transaction.ts';
import { londonDate } from '../../london.ts';
import { holdFunnels, shareRollups } from '../locks.ts';
import { progressThrough } from './progress.ts';
import { readFunnelSteps } from './read-steps.ts';
import { hitsOf } from './session-hits.ts';
import { takeQueued } from './take-queued.ts';

/** Batches of the queue: a flush each, or a day that was made anew. */
const BATCH = 10;
const SESSIONS_AT_ONCE = 5000;

type Row = { funnel: string; sessionId: string; day: string; reached: number };

/**
 * Brings the funnels up to date with the events that were recorded since: the sessions of each are looked at as a whole, so
 * that the order in which events arrived does not matter.
 * @returns how many batches of the queue were done
 */
export async function countFunnels(payload: Payload): Promise<number> {
  let done = 0;
  for (;;) {
    const taken = await withTransaction(payload, (req) => countBatch(req));
    done += taken;
    if (taken < BATCH) return done;
  }
}

/** Counts a batch of what waits, in the transaction of `req`. @returns how many batches of the queue that was. */
export async function countBatch(req: Transactional): Promise<number> {
  await shareRollups(req);
  await holdFunnels(req);
  const { taken, sessions } = await takeQueued(req, BATCH);
  for (let from = 0; from < sessions.length; from += SESSIONS_AT_ONCE) {
    const some = sessions.slice(from, from + SESSIONS_AT_ONCE);
    await store(req, some, await progressOf(req, some));
  }
  return taken;
}

async function progressOf(req: Transactional, sessions: readonly string[]): Promise<Row[]> {
  const funnels = await readFunnelSteps(req);
  const hits = await hitsOf(req, sessions);
  return [...hits].flatMap(([sessionId, ofSession]) =>
    funnels.flatMap((funnel) => {
      const progress = progressThrough(funnel, ofSession);
      if (!progress) return [];
      const { startedAt, reached } = progress;
      return [{ funnel: funnel.funnel, sessionId, day: londonDate(new Date(startedAt)), reached }];
    }),
  );
}

/** Replaces what is known of the sessions; the counts of each step change by the difference. */
async function store(req: Transactional, sessions: readonly string[], rows: Row[]): Promise<void> {
  const tx = await sessionOf(req);
  await tx.execute(sql`
    WITH asked AS (SELECT unnest(${textArray(sessions)}::text[]) COLLATE "C" AS session_id),
    current AS (
      SELECT funnel, "sessionId" COLLATE "C" AS session_id, day, reached
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS row (funnel text, "sessionId" text, day date, reached int)
    ), before AS (
      SELECT funnel, session_id, day, reached FROM analytics_funnel_progress JOIN asked USING (session_id)
    ), gone AS (
      DELETE FROM analytics_funnel_progress AS progress USING before
      WHERE (progress.session_id, progress.funnel) = (before.session_id, before.funnel) AND NOT EXISTS (
        SELECT 1 FROM current WHERE (current.session_id, current.funnel) = (before.session_id, before.funnel))
    ), kept AS (
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
