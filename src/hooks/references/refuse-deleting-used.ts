import { sql } from '@payloadcms/db-postgres/drizzle';
import type { CollectionBeforeDeleteHook, CollectionSlug } from 'payload';
import { sessionOf } from '../../database/transaction.ts';
import { Problem } from '../../problem.ts';
import { findUses, type Use } from './find-uses.ts';

const NAMED = 3;

/** A document that others name stays, trash and drafts included: they would lose it without anybody being told. */
export const refuseDeletingUsed: CollectionBeforeDeleteHook = async ({ id, collection, req }) => {
  const tx = await sessionOf(req);
  // Who is saving a document that names it has a lock on it: what they store is seen below, and nobody new can name it.
  await tx.execute(
    sql`SELECT 1 FROM ${sql.identifier(collection.slug.replaceAll('-', '_'))} WHERE id = ${String(id)} FOR UPDATE`,
  );
  const uses = await findUses(req, { collection: collection.slug as CollectionSlug, id: String(id) }, NAMED + 1);
  if (uses.length > 0) throw new Problem('invalid_state', `In use: ${inWords(uses)}. Take it out there first.`);
};

/** "the post “Spring news”, the product “Shaker” and others". */
function inWords(uses: readonly Use[]): string {
  const named = uses.slice(0, NAMED).map(({ kind, title }) => (title === undefined ? kind : `the ${kind} “${title}”`));
  if (uses.length > NAMED) return `${named.join(', ')} and others`;
  const last = named.pop();
  return named.length > 0 ? `${named.join(', ')} and ${last}` : String(last);
}
