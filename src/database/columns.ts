import { customType, timestamp } from '@payloadcms/db-postgres/drizzle/pg-core';

/** A moment as Payload keeps those of its own tables. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** Text in the order of its code points, on every machine alike. */
export const orderedText = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });
