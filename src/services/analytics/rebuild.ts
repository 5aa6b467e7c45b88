import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { textArray } from '../../database/array-literal.ts';
import { firstTrackingMonth } from '../../database/tracking-events.ts';
import { sessionOf, type Transactional, withTransaction } from '../../database/transaction.ts';
import { LONDON } from '../london.ts';
import { compactCounts } from './compact-counts.ts';
import { holdRollups } from './locks.ts';
import { ROLLED_UP, ROLLED_UP_METRICS, rollUp } from './roll-up.ts';

const DAYS_AT_ONCE = 10;

const londonMidnight = (day: string, days = 0) =>
  sql`((${day}::date + ${days}::int)::timestamp AT TIME ZONE ${LONDON})`;

/**
 * Makes the rollups of the days that wait for it anew from the raw events, each in a transaction of its own, for which
 * recording waits. The funnels follow with the next count of them.
 * @returns how many days
 */
export async function rebuildStaleDays(payload: Payload): Promise<number> {
  for (let done = 0; ; done += 1) {
    if (!(await withTransaction(payload, rebuildNext))) return done;
    // Each day looks through what is not added up yet.
    if (done % DAYS_AT_ONCE === DAYS_AT_ONCE - 1) await compactCounts(payload);
  }
}

async function rebuildNext(req: Transactional): Promise<boolean> {
  const tx = await sessionOf(req);
  await holdRollups(req);
  const { rows } = await tx.execute<{ day: string }>(sql`
    DELETE FROM analytics_stale_days WHERE day = (SELECT max(day) FROM analytics_stale_days) RETURNING day::text`);
  const [next] = rows;
  if (!next) return false;
  await rebuildDay(req, next.day);
  return true;
}

/** @param day London, as YYYY-MM-DD */
async function rebuildDay(req: Transactional, day: string): Promise<void> {
  const tx = await sessionOf(req);
  const within = sql`occurred_at >= ${londonMidnight(day)} AND occurred_at < ${londonMidnight(day, 1)}`;
  await tx.execute(sql`
    WITH gone AS (DELETE FROM analytics_step_events WHERE ${within} RETURNING session_id, user_id)
    INSERT INTO analytics_funnel_queue (sessions, users)
    SELECT coalesce(array_agg(DISTINCT session_id) FILTER (WHERE session_id IS NOT NULL), '{}'),
      coalesce(array_agg(DISTINCT user_id) FILTER (WHERE session_id IS NULL), '{}')
    FROM gone HAVING count(*) > 0`);
  await tx.execute(sql`DELETE FROM analytics_seen WHERE day = ${day}`);
  // What funnels count hangs on sessions, not on a day: their next count corrects it.
  const counted = sql`metric = ANY (${textArray(ROLLED_UP_METRICS)}::text[]) AND day = ${day}`;
  await tx.execute(sql`DELETE FROM analytics_counts WHERE ${counted}`);
  await tx.execute(sql`DELETE FROM analytics_deltas WHERE ${counted}`);
  await tx.execute(rollUp(sql`SELECT ${ROLLED_UP} FROM tracking_events WHERE ${within}`));
}

/**
 * Has the rollups made anew of all days whose raw events are all still there (`npm run analytics:rebuild`). Older days keep
 * what they have.
 */
export async function markAllStale(req: Transactional): Promise<void> {
  const tx = await sessionOf(req);
  const first = await firstTrackingMonth(tx);
  await tx.execute(sql`
    INSERT INTO analytics_stale_days (day)
    SELECT day::date FROM generate_series(
      greatest(
        least(${first}::date, (SELECT min(occurred_at) AT TIME ZONE ${LONDON} FROM tracking_events_default)::date),
        (SELECT retained_from FROM analytics_retention)),
      now() AT TIME ZONE ${LONDON}, interval '1 day') AS day
    ON CONFLICT DO NOTHING`);
}
