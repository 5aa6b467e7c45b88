import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import type { Executor } from '../../database/executor.ts';
import { database } from '../../database/transaction.ts';

/** Whether a showroom has this slug. All showrooms are public. */
export async function hasShowroom(executor: Executor, slug: string): Promise<boolean> {
  const { rows } = await executor.execute(sql`SELECT FROM showrooms WHERE slug = ${slug}`);
  return rows.length > 0;
}

/** The data of a showroom for the sitemap. */
export type ShowroomEntry = { slug: string; updatedAt: string; imageIds: string[] };

/** Lists all showrooms in one query, because there are only a few. */
export async function listShowroomEntries(payload: Payload): Promise<ShowroomEntry[]> {
  const { rows } = await database(payload).execute<ShowroomEntry>(sql`
    SELECT slug, to_json(updated_at) #>> '{}' AS "updatedAt", '{}'::text[] AS "imageIds" FROM showrooms ORDER BY id`);
  return rows;
}

/** Lists all showrooms, sorted by name, as options to choose from. */
export async function listShowroomNames(payload: Payload): Promise<{ id: string; name: string }[]> {
  const { rows } = await database(payload).execute<{ id: string; name: string }>(
    sql`SELECT id, name FROM showrooms ORDER BY name`,
  );
  return rows;
}
