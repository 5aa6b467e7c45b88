import { sql } from '@payloadcms/db-postgres/drizzle';
import type { CollectionBeforeChangeHook, CollectionBeforeDeleteHook, PayloadRequest } from 'payload';
import { sessionOf } from '../database/transaction.ts';

/** What the public sees of a document with drafts; `digest` differs whenever anything of it does. */
export type PublicRow = { slug: string; title: string; category: string | null; digest: string };

/** By transaction: calls of the Local API in hooks put other objects in the place of `req.context`. */
const before = new WeakMap<object, Map<string, PublicRow | undefined>>();

type Args = { collection: { slug: string }; req: PayloadRequest; id?: string | number; originalDoc?: { id: string } };

/**
 * Notes what the public sees of a document before it is changed or deleted, and locks it. The document that hooks get as the
 * previous one is its newest version, which may be a draft.
 */
export const rememberPublicRow: CollectionBeforeChangeHook & CollectionBeforeDeleteHook = async (args: Args) => {
  const id = args.originalDoc?.id ?? args.id;
  if (id === undefined) return;
  const [tx, row] = [await sessionOf(args.req), await publicRow(args.req, args.collection.slug, String(id))];
  // A bulk edit goes through its documents side by side: nothing may be waited for between reading the notes and writing them.
  before.set(tx, (before.get(tx) ?? new Map()).set(String(id), row));
};

/** What {@link rememberPublicRow} noted of a document last; undefined for what the public did not see. */
export const publicRowBefore = async (req: PayloadRequest, id: string): Promise<PublicRow | undefined> =>
  before.get(await sessionOf(req))?.get(id);

/** What the public sees of a document as the transaction of `req` has it, which locks it; undefined for a draft. */
export async function publicRow(req: PayloadRequest, collection: string, id: string): Promise<PublicRow | undefined> {
  const tx = await sessionOf(req);
  const { rows } = await tx.execute<PublicRow & { published: boolean }>(sql`
    SELECT slug, title, to_jsonb(doc) ->> 'category' AS category, _status = 'published' AS published, md5((to_jsonb(doc) - '{updated_at,saved_by}'::text[])::text) AS digest
    FROM ${sql.identifier(collection.replaceAll('-', '_'))} AS doc WHERE id = ${id} FOR UPDATE`);
  const [row] = rows;
  if (!row?.published) return undefined;
  const { published, ...shown } = row;
  return shown;
}
