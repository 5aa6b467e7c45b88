import { sql } from '@payloadcms/db-postgres/drizzle';
import type { CollectionAfterChangeHook, CollectionAfterDeleteHook, CollectionBeforeDeleteHook } from 'payload';
import { transactionOf } from '../../database/transaction.ts';
import { Problem } from '../../lib/problem.ts';
import { toPagePath } from '../../lib/site-urls.ts';
import type { Showroom } from '../../payload-types.ts';
import { deleteRedirect, requestTask } from '../../services/content/index.ts';
import { readWebsite } from '../../services/settings/index.ts';

/** Refuses to delete a showroom with slots, because the slots record where appointments take or took place. */
export const refuseDeletingUsedShowroom: CollectionBeforeDeleteHook = async ({ id, req }) => {
  const tx = await transactionOf(req);
  const { rowCount } = await tx.execute(sql`SELECT 1 FROM time_slots WHERE showroom_id = ${String(id)} LIMIT 1`);
  if (rowCount) {
    throw new Problem(
      'invalid_state',
      'This showroom has slots, so it cannot be deleted. Remove its schedule under Availability instead; past visits keep their showroom.',
    );
  }
};

/** Requests a new sitemap, because each showroom has a page in it. */
export const requestSitemap: CollectionAfterChangeHook & CollectionAfterDeleteHook = async ({ doc, req }) => {
  await requestTask(req, 'sitemap', ['showroom']);
  return doc;
};

/** Deletes a redirect from the address of a new or renamed showroom, because the redirect would hide the showroom's page. */
export const dropRedirectFromShowroom: CollectionAfterChangeHook<Showroom> = async ({ doc, previousDoc, req }) => {
  if (!doc.slug || doc.slug === previousDoc?.slug) return doc;
  const website = await readWebsite(req.payload, await transactionOf(req));
  await deleteRedirect(req, toPagePath(website, 'showroom', doc.slug));
  return doc;
};
