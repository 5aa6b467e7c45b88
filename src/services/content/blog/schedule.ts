import { sql } from '@payloadcms/db-postgres/drizzle';
import type { PayloadRequest } from 'payload';
import { isStaff } from '../../../access/roles.ts';
import { sessionOf } from '../../../database/transaction.ts';

/** Payload's own task, which the admin UI also queues; `runDueSchedules` runs it. */
const TASK = 'schedulePublish';

/** Has the newest version of a post published at `at`, in the transaction of `req`, in the name of its user, in place of what was planned. */
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

/** Drops what was planned for a post, by the API or in the admin UI, failed attempts included. */
export async function cancelSchedule(req: PayloadRequest, postId: string): Promise<void> {
  await (await sessionOf(req)).execute(sql`
    DELETE FROM payload_jobs
    WHERE task_slug = ${TASK} AND completed_at IS NULL
      AND input->'doc'->>'relationTo' = 'blogs' AND input->'doc'->>'value' = ${postId}`);
}
