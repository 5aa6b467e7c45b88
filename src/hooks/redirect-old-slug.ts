import type { CollectionAfterChangeHook, CollectionBeforeDeleteHook } from 'payload';
import { sessionOf } from '../database/transaction.ts';
import {
  dropRedirect,
  dropRedirectsTo,
  lastPublicSlug,
  type RedirectTarget,
  redirectTo,
} from '../services/content/redirects.ts';
import { websiteOf } from '../services/settings/website.ts';
import { pagePath, sortOfProduct } from '../services/site-urls.ts';
import { type PublicRow, publicRow, publicRowBefore } from './public-row.ts';

type Redirected = RedirectTarget['relationTo'];

/**
 * Leads from the old address of a published document to its new one, also when it was withdrawn in between, and takes a redirect
 * away whose address is in use again. It needs `rememberPublicRow` as a beforeChange hook.
 */
export const redirectOldSlug =
  (relationTo: Redirected): CollectionAfterChangeHook =>
  async ({ doc, req }) => {
    const before = await publicRowBefore(req, doc.id);
    const now = await publicRow(req, relationTo, doc.id);
    if (!now || (now.slug === before?.slug && now.category === before.category)) return doc;
    const website = await websiteOf(req.payload, await sessionOf(req));
    const pathOf = (slug: string, { category }: PublicRow) =>
      pagePath(website, relationTo === 'blogs' ? 'post' : sortOfProduct(String(category)), slug);
    const path = pathOf(now.slug, now);
    await dropRedirect(req, path);
    const target = { relationTo, value: doc.id };
    const old = before?.slug ?? (await lastPublicSlug(req, target, now.slug));
    const oldPath = old === undefined ? path : pathOf(old, before ?? now);
    if (oldPath !== path) await redirectTo(req, oldPath, target);
    return doc;
  };

/** Takes the redirects to a document away before that is deleted: afterwards they no longer say what they led to. */
export const dropRedirectsToDeleted =
  (relationTo: Redirected): CollectionBeforeDeleteHook =>
  ({ id, req }) =>
    dropRedirectsTo(req, { relationTo, value: String(id) });
