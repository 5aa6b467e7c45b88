import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../database/transaction.ts';

/** What a sitemap says of a showroom. */
export type ShowroomEntry = { slug: string; updatedAt: string; imageIds: string[] };

/** Every showroom; there are few. */
export async function showroomEntries(payload: Payload): Promise<ShowroomEntry[]> {
  const { rows } = await database(payload).execute<ShowroomEntry>(sql`
    SELECT slug, to_json(updated_at) #>> '{}' AS "updatedAt", '{}'::text[] AS "imageIds" FROM showrooms ORDER BY id`);
  return rows;
}
