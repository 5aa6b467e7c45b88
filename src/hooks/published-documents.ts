import { isDeepStrictEqual } from 'node:util';
import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import {
  type CollectionBeforeChangeHook,
  type CollectionBeforeDeleteHook,
  type CollectionBeforeOperationHook,
  type CollectionBeforeValidateHook,
  type CollectionConfig,
  type CollectionSlug,
  type Endpoint,
  headersWithCors,
  type PayloadRequest,
  restoreVersionOperation,
  ValidationError,
} from 'payload';
import { type Transactional, transactionOf, withTransaction } from '../database/transaction.ts';
import { findFieldErrors } from '../lib/field-errors.ts';
import { isUuid } from '../lib/ids.ts';
import { Problem } from '../lib/problem.ts';
import { firstImageSql } from '../services/catalogue/index.ts';
import { hasScheduledPublication } from '../services/content/index.ts';

/**
 * The public row of a document with drafts. `digest` changes with any column except `updated_at` and `saved_by`. `mention`
 * represents the data of this document that texts of other documents can show, such as its address in a link, so that a change of
 * these data can be detected; null if there are no such data.
 */
export type PublicRow = {
  slug: string;
  title: string;
  category: string | null;
  digest: string;
  mention: string | null;
};

/**
 * SQL of {@link PublicRow.mention} by collection. A post is shown only as a link, which needs the address; a product is also
 * shown as a teaser, which needs the title, summary and first image too.
 */
const MENTIONS: Record<string, SQL> = {
  blogs: sql`slug`,
  products: sql`CASE WHEN deleted_at IS NULL
    THEN md5(jsonb_build_array(slug, category, title, summary, ${firstImageSql})::text) END`,
};

/**
 * Public rows before a change, by transaction and document id. They are not stored in `req.context`, because Local API calls in
 * hooks replace that object.
 */
const rowsBefore = new WeakMap<object, Map<string, PublicRow | undefined>>();

type HookArgs = {
  collection: { slug: string };
  req: PayloadRequest;
  id?: string | number;
  originalDoc?: { id: string };
};

/**
 * Locks the public row of a document before the document is changed or deleted, and stores it for {@link getPublicRowBefore}. The
 * previous document that Payload passes to hooks cannot be used, because it is the newest version and may be a draft.
 */
export const rememberPublicRow: CollectionBeforeChangeHook & CollectionBeforeDeleteHook = async (args: HookArgs) => {
  const id = args.originalDoc?.id ?? args.id;
  if (id === undefined) return;
  const [tx, row] = [await transactionOf(args.req), await lockPublicRow(args.req, args.collection.slug, String(id))];
  // Bulk edits process documents concurrently, so there must be no await between reading and writing the map.
  rowsBefore.set(tx, (rowsBefore.get(tx) ?? new Map()).set(String(id), row));
};

/** Returns the row that {@link rememberPublicRow} stored last; undefined if the document was not public. */
export const getPublicRowBefore = async (req: PayloadRequest, id: string): Promise<PublicRow | undefined> =>
  rowsBefore.get(await transactionOf(req))?.get(id);

/** Reads and locks the public row of a document in the transaction of `req`; undefined for a draft. */
export async function lockPublicRow(
  req: PayloadRequest,
  collection: string,
  id: string,
): Promise<PublicRow | undefined> {
  const tx = await transactionOf(req);
  const table = sql.identifier(collection.replaceAll('-', '_'));
  const { rows } = await tx.execute<PublicRow & { published: boolean }>(sql`
    SELECT slug, title, to_jsonb(${table}) ->> 'category' AS category, _status = 'published' AS published,
      md5((to_jsonb(${table}) - '{updated_at,saved_by}'::text[])::text) AS digest, ${MENTIONS[collection] ?? sql`NULL`} AS mention
    FROM ${table} WHERE id = ${id} FOR UPDATE`);
  const [row] = rows;
  if (!row?.published) return undefined;
  const { published, ...shown } = row;
  return shown;
}

/** Refuses to restore an old draft as the current version of a published document, because that would unpublish the document. */
export const refuseRestoringOverPublic: CollectionBeforeOperationHook = async ({
  args,
  operation,
  collection,
  req,
}) => {
  const { id, draft } = args as { id?: unknown; draft?: boolean };
  if (String(operation) === 'restoreVersion' && !draft && (await isDraftBesidePublic(req, collection.slug, id))) {
    throw new Problem(
      'invalid_state',
      'This version is a draft. Restore it as a draft (`draft: true`), or unpublish the document first.',
    );
  }
  return args;
};

/**
 * Replaces Payload's `POST /versions/:id` for a collection with drafts: an old draft of a published document is restored as a
 * draft, and the public version does not change until somebody publishes or unpublishes the document.
 */
export const restoreAsDraft = (collection: CollectionSlug): Endpoint => ({
  method: 'post',
  path: '/versions/:id',
  handler: async (req) => {
    const id = String(req.routeParams?.id);
    const { doc, isBesidePublic } = await withTransaction(
      req.payload,
      async (locked) => {
        // Only for staff: Payload refuses everybody else below, and a refused caller must not lock the document.
        const isStaff = req.user?.collection === 'users';
        const isBesidePublic = isStaff && (await isDraftBesidePublic(locked, collection, id));
        const doc = await restoreVersionOperation({
          collection: req.payload.collections[collection],
          id,
          draft: isBesidePublic || req.query.draft === 'true',
          depth: 0,
          req: locked,
        });
        return { doc, isBesidePublic };
      },
      req,
    );
    const message = isBesidePublic
      ? 'Restored as a draft. The website does not change until you publish.'
      : req.t('version:restoredSuccessfully');
    return Response.json({ ...doc, message }, { headers: headersWithCors({ headers: new Headers(), req }) });
  },
});

/** Whether a version is a draft of a published document. Locks the document, so that its status does not change meanwhile. */
async function isDraftBesidePublic(req: Transactional, collection: string, versionId: unknown): Promise<boolean> {
  if (!isUuid(versionId)) return false;
  const table = collection.replaceAll('-', '_');
  // The condition is not in WHERE: a row that does not meet it yet would not be locked.
  const { rows } = await (await transactionOf(req)).execute<{ isBesidePublic: boolean }>(sql`
    SELECT version__status = 'draft' AND doc._status = 'published' AS "isBesidePublic"
    FROM ${sql.identifier(`_${table}_v`)} AS version JOIN ${sql.identifier(table)} AS doc ON doc.id = parent_id
    WHERE version.id = ${versionId} FOR UPDATE OF doc`);
  return rows[0]?.isBesidePublic ?? false;
}

/**
 * Validates drafts, because Payload does not validate them: changed values must satisfy the rules of their fields, and a post
 * with a scheduled publication must have all required fields, because its publication would otherwise fail.
 * @throws ValidationError
 */
const checkDraft: CollectionBeforeChangeHook = async ({ data, originalDoc, collection, req }) => {
  if (data._status !== 'draft') return data;
  const id: string | undefined = originalDoc?.id;
  const isComplete = id !== undefined && collection.slug === 'blogs' && (await hasScheduledPublication(req, id));
  const errors = await findFieldErrors(collection.flattenedFields, data, originalDoc ?? {}, { req, id, isComplete });
  if (errors.length > 0) throw new ValidationError({ collection: collection.slug, id, errors, req }, req.t);
  return data;
};

/** Adds {@link checkDraft} to a collection with drafts. */
export const withCheckedDrafts = (collection: CollectionConfig): CollectionConfig =>
  collection.versions && typeof collection.versions === 'object' && collection.versions.drafts
    ? {
        ...collection,
        hooks: { ...collection.hooks, beforeChange: [...(collection.hooks?.beforeChange ?? []), checkDraft] },
      }
    : collection;

/** Fields that every save sets anew, so they are not copied from the draft. */
const SAVE_FIELDS = ['id', 'createdAt', 'updatedAt', '_status'];

/**
 * Keeps the text of the newest draft when documents are unpublished in bulk; fields that the caller changes have precedence.
 * Payload would save the public text in a bulk update, although it saves the newest draft when a single document is unpublished.
 */
export const keepNewestText =
  (slug: 'blogs' | 'products'): CollectionBeforeValidateHook =>
  async ({ data, originalDoc, operation, req }) => {
    if (operation !== 'update' || data?._status !== 'draft' || originalDoc?._status !== 'published') return data;
    const newest = await req.payload.findByID({
      ...{ collection: slug, id: originalDoc.id, draft: true, trash: true, depth: 0 },
      ...{ overrideAccess: true, showHiddenFields: true, req },
    });
    if (newest._status !== 'draft') return data;
    const unsent = Object.entries(newest).filter(
      ([name]) => !SAVE_FIELDS.includes(name) && isDeepStrictEqual(data[name], originalDoc[name]),
    );
    return { ...data, ...Object.fromEntries(unsent) };
  };
