import type { CollectionAfterChangeHook, CollectionBeforeDeleteHook } from 'payload';
import {
  dropRedirect,
  dropRedirectsTo,
  lastPublicSlug,
  type RedirectTarget,
  redirectTo,
} from '../services/content/redirects.ts';
import { publicRow, publicRowBefore } from './public-row.ts';

type Redirected = RedirectTarget['relationTo'];

/**
 * Leads from the old address of a published document to its new one, also when it was withdrawn in between, and takes a redirect away whose address is in use
 * again. `pathOf` gives the page of a slug. It needs `rememberPublicRow` as a beforeChange hook.
 */
export const redirectOldSlug =
  (relationTo: Redirected, pathOf: (slug: string) => string): CollectionAfterChangeHook =>
  async ({ doc, req }) => {
    const before = await publicRowBefore(req, doc.id);
    const now = await publicRow(req, relationTo, doc.id);
    if (!now || now.slug === before?.slug) return doc;
    await dropRedirect(req, pathOf(now.slug));
    const target = { relationTo, value: doc.id };
    const old = before?.slug ?? (await lastPublicSlug(req, target, now.slug));
    if (old !== undefined) await redirectTo(req, pathOf(old), target);
    return doc;
  };

/** Takes the redirects to a document away before that is deleted: afterwards they no longer say what they led to. */
export const dropRedirectsToDeleted =
  (relationTo: Redirected): CollectionBeforeDeleteHook =>
  ({ id, req }) =>
    dropRedirectsTo(req, { relationTo, value: String(id) });
