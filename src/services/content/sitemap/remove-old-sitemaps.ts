import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { domainOf } from '../../../domain.ts';
import { partKey } from './part-key.ts';

/** Longer than a reader may be at a file, and a build at its work. */
const KEPT_HOURS = 6;

/**
 * Removes the files of sitemaps that are not shown any more, and of builds that never ended; one that is shown stays however
 * old it is.
 * @returns how many files went
 */
export async function removeOldSitemaps(payload: Payload): Promise<number> {
  const db = database(payload);
  const { rows } = await db.execute<{ generation: string; part: number }>(sql`
    SELECT generation, part FROM sitemap_parts
    WHERE begun_at < now() - ${KEPT_HOURS} * interval '1 hour' AND generation IS DISTINCT FROM (
      SELECT (result ->> 'generation')::uuid FROM content_task_runs
      WHERE task = 'sitemap' AND done_at IS NOT NULL ORDER BY done_at DESC LIMIT 1)`);
  for (const { generation, part } of rows) {
    await domainOf(payload).storage.delete(partKey(generation, part));
    await db.execute(sql`DELETE FROM sitemap_parts WHERE generation = ${generation} AND part = ${part}`);
  }
  return rows.length;
}
