import { sql } from '@payloadcms/db-postgres';
import { textArray } from '../../../database/array-literal.ts';
import { sessionOf, type Transactional } from '../../../database/transaction.ts';

type Batch = { sessions: string[]; users: string[] };

/** Takes up to `limit` batches off the queue. @returns how many, and whose way through the funnels they may have changed. */
export async function takeQueued(req: Transactional, limit: number): Promise<{ taken: number; sessions: string[] }> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<Batch>(sql`
    DELETE FROM analytics_funnel_queue
    WHERE id IN (SELECT id FROM analytics_funnel_queue ORDER BY id LIMIT ${limit}) RETURNING sessions, users`);
  const sessions = [...new Set(rows.flatMap((batch) => batch.sessions))];
  const users = [...new Set(rows.flatMap((batch) => batch.users))];
  return { taken: rows.length, sessions: [...new Set([...sessions, ...(await related(req, sessions, users))])] };
}

/** What a customer does without a session joins one of theirs: which of them, an event in any may have changed. */
async function related(req: Transactional, sessions: string[], users: string[]): Promise<string[]> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<{ sessionId: string }>(sql`
    SELECT session_id AS "sessionId" FROM analytics_identities
    WHERE user_id = ANY (${textArray(users)}::uuid[]) OR user_id IN (
      SELECT user_id FROM analytics_identities WHERE session_id = ANY (${textArray(sessions)}::text[]))`);
  return rows.map(({ sessionId }) => sessionId);
}
