import { timestamp } from '@payloadcms/db-postgres/drizzle/pg-core';

/** A moment as Payload keeps those of its own tables. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
