import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { toDate } from '../../../dates.ts';

/** What is scheduled for a post: its next step, or the one that failed. */
export type Planned = { type: 'publish' | 'unpublish'; at: Date; failure: string | null };

type Row = Omit<Planned, 'at'> & { postId: string; at: string };

/** What is scheduled for posts, or for the one of `id`, by post, the next step of each; one that failed stays until it is scheduled anew. */
export async function plannedPosts(payload: Payload, id?: string): Promise<Map<string, Planned>> {
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT DISTINCT ON (input->'doc'->>'value') input->'doc'->>'value' AS "postId",
      coalesce(input->>'type', 'publish') AS type, coalesce(wait_until, created_at) AS at,
      CASE WHEN has_error THEN coalesce(error->>'message', '') END AS failure
    FROM payload_jobs
    WHERE task_slug = 'schedulePublish' AND completed_at IS NULL AND input->'doc'->>'relationTo' = 'blogs'
      AND (${id ?? null}::text IS NULL OR input->'doc'->>'value' = ${id ?? null})
    ORDER BY input->'doc'->>'value', has_error DESC, wait_until`);
  return new Map(rows.map(({ postId, at, ...rest }) => [postId, { ...rest, at: toDate(at) }]));
}
