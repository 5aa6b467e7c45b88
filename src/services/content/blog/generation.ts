import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';

/** The name under which Postgres counts changes of what `/v1/blog` shows; see `blogCache` in src/database. */
export const BLOG = 'blog';

/** The generation that the rest of the statement sees. */
export const GENERATION: SQL = sql`coalesce((SELECT generation FROM cache_generations WHERE cache = ${BLOG}), 0)`;
