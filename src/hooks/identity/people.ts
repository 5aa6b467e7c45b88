import { sql } from '@payloadcms/db-postgres/drizzle';
import type {
  CollectionAfterChangeHook,
  CollectionBeforeDeleteHook,
  CollectionBeforeOperationHook,
  CollectionSlug,
  Where,
} from 'payload';
import { hasActed } from '../../database/change-log.ts';
import { transactionOf } from '../../database/transaction.ts';
import { Problem } from '../../lib/problem.ts';
import { toSearchConditions } from '../../lib/search-terms.ts';
import type { User } from '../../payload-types.ts';
import { announcePostsBy } from '../../services/content/index.ts';
import { findUses } from '../references.ts';

/** Characters that e-mail addresses and phone numbers contain, but names do not. */
const CONTACT = /[@\d]/;

/**
 * Extends a search by name to e-mail addresses and phone numbers, if the search text contains an `@` or a digit. The filter
 * panels of other lists need this: they search customers only by the collection's title field, `name`.
 */
export const searchContacts: CollectionBeforeOperationHook = ({ args }) => {
  const { where } = args as { where?: Where };
  return where && typeof where === 'object' ? { ...args, where: withContacts(where) } : args;
};

function withContacts(where: Where): Where {
  const conditions = Object.entries(where).map(([path, value]): Where => {
    if (Array.isArray(value)) return { [path]: value.map(withContacts) };
    const { like } = (value ?? {}) as { like?: unknown };
    if (path !== 'name' || typeof like !== 'string' || !CONTACT.test(like)) return { [path]: value } as Where;
    return {
      or: [{ name: value }, ...['email', 'phone'].map((field) => toSearchConditions({ [field]: { like } }))],
    } as Where;
  });
  const [only] = conditions;
  return only && conditions.length === 1 ? only : { and: conditions };
}

/**
 * Refuses to delete a staff account that documents reference or that has entries in the change log: the documents and entries
 * would lose their author. An admin can deactivate the account instead.
 */
export const refuseDeletingStaff: CollectionBeforeDeleteHook = async ({ id, collection, req }) => {
  const staffId = String(id);
  const tx = await transactionOf(req);
  // The row lock prevents new references until the transaction ends.
  await tx.execute(sql`SELECT 1 FROM ${sql.identifier(collection.slug)} WHERE id = ${staffId} FOR UPDATE`);
  const uses = await findUses(req, { collection: collection.slug as CollectionSlug, id: staffId }, 1);
  if (uses.length === 0 && !(await hasActed(req, staffId))) return;
  throw new Problem(
    'invalid_state',
    'Posts or other entries refer to this person. Deactivate the account instead: nobody can sign in with it then.',
  );
};

/** Announces the published posts of a member of staff whose name changes, because the posts show the name. */
export const announceByline: CollectionAfterChangeHook<User> = async ({ doc, previousDoc, operation, req }) => {
  if (operation === 'update' && doc.name !== previousDoc.name) await announcePostsBy(req, doc.id);
  return doc;
};
