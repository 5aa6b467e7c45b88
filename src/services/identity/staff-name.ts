import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';

/** The name of a member of staff, for statements that show who wrote something: one row, or none when there is no such person. */
export const staffName = (id: SQL): SQL => sql`(SELECT name FROM users WHERE users.id = ${id})`;
