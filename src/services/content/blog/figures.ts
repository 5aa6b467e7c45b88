import { sql } from '@payloadcms/db-postgres';

/**
 * Posts with a next step on the schedule and when the first is due (ISO 8601), and posts of which something waits to be
 * published, as their list has them: new ones, and what was begun on published ones.
 */
export type PostFigures = { scheduled: string[]; nextAt: string | null; drafts: number };

/** A SELECT of {@link PostFigures} as one JSON value. */
export const postFigures = sql`
  SELECT json_build_object(
    'scheduled', coalesce(json_agg(DISTINCT input->'doc'->>'value') FILTER (WHERE input IS NOT NULL), '[]'),
    'nextAt', min(wait_until), 'drafts', (SELECT count(*) FROM _blogs_v WHERE latest AND version__status = 'draft'))
  FROM payload_jobs
  WHERE task_slug = 'schedulePublish' AND completed_at IS NULL AND has_error IS NOT TRUE
    AND input->'doc'->>'relationTo' = 'blogs'`;
