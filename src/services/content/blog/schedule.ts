import { sql } from '@payloadcms/db-postgres/drizzle';
import type { PayloadRequest } from 'payload';
import { isStaff } from '../../../access/roles.ts';
import { sessionOf } from '../../../database/transaction.ts';
import type { Planned } from './planned.ts';

/** Payload's own task, which the admin UI also queues; `runDueSchedules` runs it. */
const TASK = 'schedulePublish';

/** Has the newest version of a post published at `at`, in the transaction of `req`, in place of what was planned. */
export async function schedulePublication(req: PayloadRequest, postId: string, at: Date): Promise<void> {
  await cancelSchedule(req, postId);
  await req.payload.jobs.queue({
    task: TASK,
    input: {
      type: 'publish',
      doc: { relationTo: 'blogs', value: postId },
      user: isStaff(req.user) ? { relationTo: 'users', value: req.user.id } : undefined,
    },
    waitUntil: at,
    req,
  });
}

/** Drops what was planned for a post, or the steps of one `type`, by the API or in the admin UI, failed attempts included. */
export async function cancelSchedule(req: PayloadRequest, postId: string, type?: Planned['type']): Promise<void> {
  await (await sessionOf(req)).execute(sql`
    DELETE FROM payload_jobs
    WHERE task_slug = ${TASK} AND completed_at IS NULL
      AND (${type ?? null}::text IS NULL OR coalesce(input->>'type', 'publish') = ${type ?? null})
      AND input->'doc'->>'relationTo' = 'blogs' AND input->'doc'->>'value' = ${postId}`);
}
