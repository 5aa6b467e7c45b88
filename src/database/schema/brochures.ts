import { sql } from '@payloadcms/db-postgres/drizzle';
import { index } from '@payloadcms/db-postgres/drizzle/pg-core';
import type { CollectionIndexes } from './shared.ts';

/** The index that the collection of brochure requests cannot express. */
export const brochuresIndexes: CollectionIndexes = {
  brochure_requests: ({ createdAt }) => ({
    undelivered: index('brochure_requests_undelivered_idx').on(createdAt).where(sql`delivered_at IS NULL`),
  }),
};
