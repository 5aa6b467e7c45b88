import type { SQL } from '@payloadcms/db-postgres/drizzle';
import { generationSql } from '../../../cache/generation-sql.ts';

/** The name under which Postgres counts changes of what `/v1/blog` shows; see `blogCache` in src/database. */
export const BLOG = 'blog';

export const GENERATION: SQL = generationSql(BLOG);
