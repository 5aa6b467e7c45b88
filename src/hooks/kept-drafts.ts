import { sql } from '@payloadcms/db-postgres/drizzle';
import type {
  BulkOperationResult,
  CollectionAfterOperationHook,
  CollectionBeforeOperationHook,
  CollectionConfig,
  CollectionSlug,
  PayloadRequest,
  SelectType,
  Where,
} from 'payload';
import { toPlainArray } from '../database/executor.ts';
import { transactionOf } from '../database/transaction.ts';
import { isUuid } from '../lib/ids.ts';

type Draft = { id: string; versionId: string };

/**
 * The drafts that are set aside, by transaction. They are not stored in `req.context`, because Local API calls in hooks replace
 * that object.
 */
const draftsAside = new WeakMap<object, Draft>();

const toVersions = (collection: string) => sql.identifier(`_${collection.replaceAll('-', '_')}_v`);

/**
 * Removes the mark `latest` from the draft of a document, until {@link putDraftBack} restores it. Without a latest version,
 * Payload reads the public row. A transaction can set aside only one draft at a time.
 */
export async function setDraftAside(req: PayloadRequest, collection: string, draft: Draft): Promise<void> {
  const tx = await transactionOf(req);
  await tx.execute(sql`UPDATE ${toVersions(collection)} SET latest = false WHERE parent_id = ${draft.id} AND latest`);
  draftsAside.set(tx, draft);
}

/**
 * Marks the draft that {@link setDraftAside} set aside as the newest version again, and gives it the trash state of the public
 * row.
 */
export const putDraftBack: CollectionAfterOperationHook = async ({ args, collection, operation, result }) => {
  if (operation !== 'updateByID') return result;
  const { req, id } = args as { req: PayloadRequest; id: unknown };
  if (!req.transactionID) return result;
  const tx = await transactionOf(req);
  const draft = draftsAside.get(tx);
  if (draft?.id !== id || !draft) return result;
  draftsAside.delete(tx);
  const [docs, versions] = [sql.identifier(collection.slug.replaceAll('-', '_')), toVersions(collection.slug)];
  await tx.execute(sql`UPDATE ${versions} SET latest = false WHERE parent_id = ${draft.id} AND latest`);
  await tx.execute(sql`
    UPDATE ${versions} SET latest = true, version_deleted_at = (SELECT deleted_at FROM ${docs} WHERE id = ${draft.id}),
      updated_at = (SELECT max(updated_at) + interval '1 millisecond' FROM ${versions} WHERE parent_id = ${draft.id})
    WHERE id = ${draft.versionId}`);
  return result;
};

type Update = {
  id?: unknown;
  where?: Where;
  data?: Record<string, unknown>;
  draft?: boolean;
  trash?: boolean;
  limit?: number;
  sort?: string | string[];
  overrideAccess?: boolean;
};
type KeptDraft = { id: string; versionId: string; besidePublic: boolean };
type BulkResult = BulkOperationResult<CollectionSlug, SelectType>;

/**
 * The results of {@link saveDrafts}, which saves the documents with drafts in a bulk update before Payload updates the others.
 * The key is the filter object (`where`) of the update that is left to Payload.
 */
const savedDrafts = new WeakMap<object, BulkResult>();

/**
 * Preserves the drafts of a collection during updates without a `_status`. Such an update applies to the newest version of each
 * document: a published version changes at once, and a draft remains a draft beside the public version. Payload would unpublish a
 * single document that has a newer draft; in a bulk update it would overwrite the draft with the public text. Trashing and
 * restoring apply to the public version and to the draft, and change the text of neither.
 */
export const withKeptDrafts = (collection: CollectionConfig): CollectionConfig =>
  collection.versions && typeof collection.versions === 'object' && collection.versions.drafts
    ? {
        ...collection,
        hooks: {
          ...collection.hooks,
          beforeOperation: [saveDrafts, ...(collection.hooks?.beforeOperation ?? [])],
          afterOperation: [...(collection.hooks?.afterOperation ?? []), reportSavedDrafts, putDraftBack],
        },
      }
    : collection;

/**
 * In an update of a single document with a newer draft, makes Payload save the update as a draft. In a bulk update, saves the
 * documents that have drafts and leaves the others to Payload. As in Payload, the filter of a bulk update applies to the rows,
 * not to newer drafts.
 */
const saveDrafts: CollectionBeforeOperationHook = async ({ args, collection, operation, req }) => {
  const update = args as Update;
  if (operation !== 'update' || update.draft || (setsStatus(update) && !restoresPublic(update))) return args;
  // Payload refuses the update after this hook if the user lacks access.
  if (!update.overrideAccess && !(await collection.access.update({ req }))) return args;
  const slug = collection.slug as CollectionSlug;
  const trashes = 'deletedAt' in (update.data ?? {});
  if (update.id !== undefined) {
    if (trashes) {
      await prepareTrashing(req, slug, update.id);
      return args;
    }
    const [draft] = isUuid(update.id) ? await lockDrafts(req, slug, [update.id]) : [];
    return draft?.besidePublic ? { ...args, draft: true } : args;
  }
  if (!update.where) return args;
  if (trashes) return { ...args, ...(await trashDrafts(req, slug, update)) };
  const ids = await findMatches(req, slug, update);
  const drafts = (await lockDrafts(req, slug, ids)).map(({ id }) => id);
  if (drafts.length === 0) return args;
  const { data = {}, overrideAccess = false, trash = false } = update;
  const saved = await req.payload.update({
    ...{ collection: slug, where: { id: { in: drafts } }, data, draft: true, depth: 0 },
    ...{ trash, overrideAccess, user: req.user, req },
  });
  return { ...args, ...leaveOthers(ids, drafts, saved) };
};

const reportSavedDrafts: CollectionAfterOperationHook = ({ args, operation, result }) => {
  const saved = operation === 'update' && savedDrafts.get((args as Update).where ?? {});
  if (!saved) return result;
  const { docs, errors } = result as BulkResult;
  return { docs: [...saved.docs, ...docs], errors: [...saved.errors, ...errors] };
};

/** Whether an update sets the status, that is, publishes or unpublishes documents on purpose. */
const setsStatus = ({ data = {} }: Update) => data._status !== undefined;

/**
 * Whether an update restores documents from the trash as published. Even then, drafts beside public versions must stay drafts.
 */
const restoresPublic = ({ data = {} }: Update) => data.deletedAt === null && data._status === 'published';

/**
 * If a document has a draft beside its public version, sets the draft aside until {@link putDraftBack}, so that trashing or
 * restoring applies to the public version.
 */
async function prepareTrashing(req: PayloadRequest, slug: CollectionSlug, id: unknown): Promise<void> {
  const [draft] = isUuid(id) ? await lockDrafts(req, slug, [id]) : [];
  if (draft?.besidePublic) await setDraftAside(req, slug, draft);
}

/**
 * Trashes or restores the documents that have drafts, one by one.
 * @returns the arguments with which Payload updates the other documents; undefined if no document has a draft
 */
async function trashDrafts(req: PayloadRequest, slug: CollectionSlug, update: Update) {
  const ids = await findMatches(req, slug, update);
  const found = await lockDrafts(req, slug, ids);
  const drafts = (setsStatus(update) ? found.filter(({ besidePublic }) => besidePublic) : found).map(({ id }) => id);
  if (drafts.length === 0) return undefined;
  const { data = {}, overrideAccess = false, trash = false } = update;
  const docs: BulkResult['docs'] = [];
  for (const id of drafts) {
    const options = { data, trash, overrideAccess, user: req.user, depth: 0, req };
    docs.push(await req.payload.update({ collection: slug, id, ...options }));
  }
  return leaveOthers(ids, drafts, { docs, errors: [] });
}

/**
 * Returns arguments with which Payload's bulk update saves only the documents without drafts; those with drafts are saved
 * already.
 */
function leaveOthers(ids: string[], drafts: string[], saved: BulkResult) {
  const others: Where = { id: { in: ids.filter((id) => !drafts.includes(id)) } };
  savedDrafts.set(others, saved);
  return { where: others, limit: 0 };
}

async function findMatches(
  req: PayloadRequest,
  collection: CollectionSlug,
  { where = {}, limit = 0, sort, trash = false, overrideAccess = false }: Update,
): Promise<string[]> {
  const { docs } = await req.payload.find({
    ...{ collection, where, limit, pagination: false, select: {}, depth: 0 },
    ...{ trash, overrideAccess, user: req.user, req, ...(sort && { sort }) },
  });
  return docs.map(({ id }) => String(id));
}

/** Locks the documents, because a form may be saving a draft at the same time. Returns those whose newest version is a draft. */
async function lockDrafts(req: PayloadRequest, slug: string, ids: readonly string[]): Promise<KeptDraft[]> {
  const tx = await transactionOf(req);
  const table = slug.replaceAll('-', '_');
  const [docs, versions] = [sql.identifier(table), sql.identifier(`_${table}_v`)];
  const wanted = sql`${docs}.id = ANY(${toPlainArray(ids)}::uuid[])`;
  // Lock in a separate statement: a statement that has waited for a lock reads other tables as they were before the wait.
  await tx.execute(sql`SELECT FROM ${docs} WHERE ${wanted} ORDER BY id FOR UPDATE`);
  const { rows } = await tx.execute<KeptDraft>(sql`
    SELECT ${docs}.id, version.id AS "versionId", _status = 'published' AS "besidePublic" FROM ${docs}
    JOIN ${versions} AS version ON parent_id = ${docs}.id AND latest AND version__status = 'draft' WHERE ${wanted}`);
  return rows;
}
