import { sql } from '@payloadcms/db-postgres';

/** Events that wait to be queued, and the age of the oldest in seconds. */
export type OutboxFigures = { waiting: number; seconds: number };

/** A SELECT of {@link OutboxFigures} as one JSON value. */
export const outboxFigures = sql`
  SELECT json_build_object('waiting', count(*), 'seconds', coalesce(extract(epoch FROM now() - min(timestamp)), 0)::float8)
  FROM domain_events WHERE dispatched_at IS NULL`;
