import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';

/** The generation of `cache` that the rest of the statement sees: what it reads belongs to it. */
export const generationSql = (cache: string): SQL =>
  sql`coalesce((SELECT generation FROM cache_generations WHERE cache = ${cache}), 0)`;
