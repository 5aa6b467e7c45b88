import { sql } from '@payloadcms/db-postgres/drizzle';
import {
  type CollectionBeforeOperationHook,
  type CollectionSlug,
  type Endpoint,
  headersWithCors,
  type Payload,
  restoreVersionOperation,
} from 'payload';
import { database } from '../database/transaction.ts';
import { isUuid } from '../ids.ts';
import { Problem } from '../problem.ts';

/** Refuses to put an old draft in the place of what the website shows: that would withdraw it. */
export const refuseRestoringOverPublic: CollectionBeforeOperationHook = async ({
  args,
  operation,
  collection,
  req,
}) => {
  const { id, draft } = args as { id?: unknown; draft?: boolean };
  if (
    String(operation) === 'restoreVersion' &&
    !draft &&
    (await isDraftBesidePublic(req.payload, collection.slug, id))
  ) {
    throw new Problem(
      'invalid_state',
      'This version is a draft. Restore it as a draft (`draft: true`), or withdraw the document first.',
    );
  }
  return args;
};

/**
 * `POST /versions/:id` of a collection with drafts, in place of Payload's: an old draft comes back as a draft beside the public
 * version, which stays until somebody publishes or withdraws.
 */
export const restoreAsDraft = (collection: CollectionSlug): Endpoint => ({
  method: 'post',
  path: '/versions/:id',
  handler: async (req) => {
    const id = String(req.routeParams?.id);
    const beside = await isDraftBesidePublic(req.payload, collection, id);
    const draft = beside || req.query.draft === 'true';
    const doc = await restoreVersionOperation({
      collection: req.payload.collections[collection],
      id,
      draft,
      depth: 0,
      req,
    });
    const message = beside
      ? 'Restored as a draft. The website keeps what it shows until you publish.'
      : req.t('version:restoredSuccessfully');
    return Response.json({ ...doc, message }, { headers: headersWithCors({ headers: new Headers(), req }) });
  },
});

async function isDraftBesidePublic(payload: Payload, collection: string, versionId: unknown): Promise<boolean> {
  if (!isUuid(versionId)) return false;
  const table = collection.replaceAll('-', '_');
  const { rows } = await database(payload).execute(sql`
    SELECT 1 FROM ${sql.identifier(`_${table}_v`)} AS version JOIN ${sql.identifier(table)} AS doc ON doc.id = parent_id
    WHERE version.id = ${versionId} AND version__status = 'draft' AND doc._status = 'published'`);
  return rows.length > 0;
}
