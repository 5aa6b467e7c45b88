import type { PayloadRequest, Where } from 'payload';
import { mayEdit } from '../../../access/may-edit.ts';

type Relation = { relationTo: string; value: unknown };
type Scheduled = { doc?: Relation | null; global?: string | null };
/** What the form sends: what is to be published when, and which earlier plan it replaces. */
type Asked = { doc?: unknown; global?: unknown; deleteID?: unknown };

const PUBLISHED = { _status: 'published' };

/**
 * Whether the sender of `req` may plan a publication, or take one back: whoever may publish now the document that it is about, and that
 * of the plan it replaces.
 */
export async function maySchedule(req: PayloadRequest, { doc, global, deleteID }: Asked): Promise<boolean> {
  const named: Scheduled[] = [];
  if (doc || global) named.push({ doc: doc as Relation, global: global as string });
  if (deleteID) named.push(await plannedBy(req, String(deleteID)));
  if (named.length === 0) return false;
  for (const each of named) if (!(await mayPublish(req, each))) return false;
  return true;
}

async function plannedBy({ payload }: PayloadRequest, id: string): Promise<Scheduled> {
  const where: Where = { and: [{ id: { equals: id } }, { taskSlug: { equals: 'schedulePublish' } }] };
  const { docs } = await payload.db.find<{ input?: Scheduled | null }>({ collection: 'payload-jobs', limit: 1, where });
  return docs[0]?.input ?? {};
}

async function mayPublish(req: PayloadRequest, { doc, global }: Scheduled): Promise<boolean> {
  if (doc?.relationTo) return mayEdit(req, { collection: doc.relationTo, id: String(doc.value) }, PUBLISHED);
  return Boolean(global) && mayEdit(req, { global: String(global) }, PUBLISHED);
}
