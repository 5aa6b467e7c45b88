import { sql } from '@payloadcms/db-postgres';
import { sessionOf, type Transactional } from '../../../database/transaction.ts';
import { uuidv7 } from '../../../ids.ts';
import type { ContentTask } from './content-task.ts';

/** Asks for a run of `task` in the caller's transaction; `details` are what is new in it, such as paths. */
export async function requestTask(req: Transactional, task: ContentTask, details: readonly string[]): Promise<void> {
  const rows = details.map((detail) => ({ id: uuidv7(), detail }));
  await (await sessionOf(req)).execute(sql`
    INSERT INTO content_task_requests (id, task, detail)
    SELECT id, ${task}, detail FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(id uuid, detail text)`);
}
