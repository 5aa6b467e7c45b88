import { sql } from '@payloadcms/db-postgres/drizzle';
import type { PayloadRequest, Where } from 'payload';
import { canEdit } from '../../../access/payload-collections.ts';
import { transactionOf, withTransaction } from '../../../database/transaction.ts';
import { type DocumentFieldError, findFieldErrors } from '../../../lib/field-errors.ts';

/**
 * Returns the errors that prevent the publication of a post's newest version; empty if it can be published, or if the post does
 * not exist. Needs a transaction, and locks the post until the transaction ends. A concurrent save of the post waits for this
 * lock, so it sees a schedule that the transaction has stored.
 */
export async function findPublicationErrors(req: PayloadRequest, postId: string): Promise<DocumentFieldError[]> {
  await (await transactionOf(req)).execute(sql`SELECT FROM blogs WHERE id = ${postId} FOR UPDATE`);
  const newest = await req.payload.findByID({
    ...{ collection: 'blogs', id: postId, draft: true, depth: 0, disableErrors: true, showHiddenFields: true, req },
  });
  if (!newest) return [];
  const { flattenedFields } = req.payload.collections.blogs.config;
  const values = { ...newest };
  return findFieldErrors(flattenedFields, values, values, { req, id: postId, isComplete: true });
}

type Relation = { relationTo: string; value: unknown };
type ScheduleTarget = { doc?: Relation | null; global?: string | null };
/** A request of the schedule form: the document or global to schedule, and the id of a schedule to replace or delete. */
type ScheduleRequest = { doc?: unknown; global?: unknown; deleteID?: unknown };

const PUBLISHED = { _status: 'published' };

/**
 * Whether the user may create, replace or delete a schedule. The user must be allowed to publish the document of the new
 * schedule, and the document of the schedule that is replaced or deleted.
 */
export async function canSchedule(req: PayloadRequest, { doc, global, deleteID }: ScheduleRequest): Promise<boolean> {
  const targets: ScheduleTarget[] = [];
  if (doc || global) targets.push({ doc: doc as Relation, global: global as string });
  if (deleteID) targets.push(await readScheduleTarget(req, String(deleteID)));
  if (targets.length === 0) return false;
  for (const each of targets) if (!(await canPublish(req, each))) return false;
  return true;
}

async function readScheduleTarget({ payload }: PayloadRequest, id: string): Promise<ScheduleTarget> {
  const where: Where = { and: [{ id: { equals: id } }, { taskSlug: { equals: 'schedulePublish' } }] };
  const { docs } = await payload.db.find<{ input?: ScheduleTarget | null }>({
    collection: 'payload-jobs',
    limit: 1,
    where,
  });
  return docs[0]?.input ?? {};
}

async function canPublish(req: PayloadRequest, { doc, global }: ScheduleTarget): Promise<boolean> {
  if (doc?.relationTo) return canEdit(req, { collection: doc.relationTo, id: String(doc.value) }, PUBLISHED);
  return Boolean(global) && canEdit(req, { global: String(global) }, PUBLISHED);
}

/** The result of `schedule`, or the errors that prevent publication. */
type ScheduleResult<T> = { answer: T } | { errors: DocumentFieldError[] };

/**
 * If the newest version of a post could be published, calls `schedule`, which stores a schedule in its own transaction. The post
 * stays locked until the schedule is stored, so a draft that is saved at the same time is checked against the schedule.
 */
export const scheduleIfPublishable = <T>(
  req: PayloadRequest,
  postId: string,
  schedule: () => Promise<T>,
): Promise<ScheduleResult<T>> =>
  withTransaction(
    req.payload,
    async (locked) => {
      const errors = await findPublicationErrors(locked, postId);
      return errors.length > 0 ? { errors } : { answer: await schedule() };
    },
    req,
  );
