import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../../database/transaction.ts';
import { type Hit, inTime } from './progress.ts';

/** Takes up to `limit` batches off the queue. @returns how many, and whose way through the funnels they may have changed. */
export async function takeQueued(req: Transactional, limit: number): Promise<{ taken: number; sessions: string[] }> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ taken: number; sessions: string[] }>(sql`
    WITH taken AS (
      DELETE FROM analytics_funnel_queue
      WHERE id IN (SELECT id FROM analytics_funnel_queue ORDER BY id LIMIT ${limit}) RETURNING sessions, users
    ), touched AS (
      SELECT DISTINCT unnest(sessions) COLLATE "C" AS session_id FROM taken
    ), person AS (
      SELECT unnest(users) AS user_id FROM taken
      UNION SELECT identity.user_id FROM analytics_identities AS identity JOIN touched USING (session_id)
    ), session AS (
      SELECT session_id FROM touched
      -- What a customer does without a session joins one of theirs: which, may have changed.
      UNION SELECT identity.session_id FROM analytics_identities AS identity JOIN person USING (user_id)
    )
    SELECT (SELECT count(*)::int FROM taken) AS taken,
      coalesce((SELECT json_agg(session_id) FROM session), '[]') AS sessions`);
  return rows[0] ?? { taken: 0, sessions: [] };
}

/** The ids as rows, in the order of the indexes on them. */
export const sessionRows = (sessions: readonly string[]) => sql`
  SELECT DISTINCT id COLLATE "C" AS session_id FROM json_array_elements_text(${JSON.stringify(sessions)}::json) AS id`;

type Row = { sessionId: string; hits: Hit[] };

/**
 * The step events of each of `sessions`, in time. An event of a customer without a session, as this site records a booking
 * or a payment, belongs to that session of the customer which had taken a step last when it happened.
 */
export async function hitsOf(req: Transactional, sessions: readonly string[]): Promise<Map<string, Hit[]>> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Row>(sql`
    WITH asked AS (${sessionRows(sessions)}),
    person AS (SELECT DISTINCT user_id FROM analytics_identities JOIN asked USING (session_id)),
    joined AS (
      SELECT event.event_id, event.type, event.page, event.occurred_at, (
        SELECT own.session_id FROM analytics_identities AS identity
        JOIN analytics_step_events AS own ON own.session_id = identity.session_id
        WHERE identity.user_id = event.user_id AND own.occurred_at <= event.occurred_at
        ORDER BY own.occurred_at DESC, own.session_id DESC LIMIT 1
      ) AS session_id
      FROM analytics_step_events AS event JOIN person USING (user_id) WHERE event.session_id IS NULL
    ), hit AS (
      SELECT session_id, event_id, type, page, occurred_at FROM analytics_step_events JOIN asked USING (session_id)
      UNION ALL
      SELECT session_id, event_id, type, page, occurred_at FROM joined JOIN asked USING (session_id)
    )
    SELECT session_id AS "sessionId", json_agg(json_build_object('eventId', event_id, 'type', type, 'page', page,
      'at', (extract(epoch FROM occurred_at) * 1000)::bigint)) AS hits
    FROM hit GROUP BY session_id`);
  return new Map(rows.map(({ sessionId, hits }) => [sessionId, inTime(hits)]));
}
