import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { uuidv7 } from '../../../ids.ts';

/** Asks for a sitemap when none was built for a day, as on a fresh site: what no event told of is in it by then. */
export async function requestDailySitemap(payload: Payload): Promise<void> {
  await database(payload).execute(sql`
    INSERT INTO content_task_requests (id, task, detail)
    SELECT ${uuidv7()}, 'sitemap', 'daily'
    WHERE NOT EXISTS (SELECT 1 FROM content_task_requests WHERE task = 'sitemap') AND NOT EXISTS (
      SELECT 1 FROM content_task_runs
      WHERE task = 'sitemap' AND (done_at IS NULL OR done_at > now() - interval '1 day'))`);
}
