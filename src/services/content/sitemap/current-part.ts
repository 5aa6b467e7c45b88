import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { partKey } from './part-key.ts';

/** A file of the sitemap that is shown, and the tag of its content. */
export type CurrentPart = { key: string; etag: string };

/**
 * The file to answer with, undefined when the sitemap has none.
 * @param part from 1; `entry` is where crawlers begin: the index of a large sitemap, the one file of a small one
 */
export async function currentPart(payload: Payload, part: number | 'entry'): Promise<CurrentPart | undefined> {
  const wanted = part === 'entry' ? sql`part <= 1` : sql`part = ${part}`;
  const { rows } = await database(payload).execute<{ generation: string; part: number; etag: string }>(sql`
    SELECT generation, part, etag FROM sitemap_parts
    WHERE ${wanted} AND generation = (
      SELECT (result ->> 'generation')::uuid FROM content_task_runs
      WHERE task = 'sitemap' AND done_at IS NOT NULL ORDER BY done_at DESC LIMIT 1)
    ORDER BY part LIMIT 1`);
  return rows[0] && { key: partKey(rows[0].generation, rows[0].part), etag: rows[0].etag };
}
