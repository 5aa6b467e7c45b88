import { sql } from '@payloadcms/db-postgres/drizzle';
import type { CollectionAfterChangeHook, CollectionBeforeDeleteHook, PayloadRequest } from 'payload';
import type { Executor } from '../../database/executor.ts';
import { REDIRECTS_LOCK_ID } from '../../database/locks.ts';
import { database, transactionOf } from '../../database/transaction.ts';
import { type PageKind, toPagePath, toProductPageKind, type Website } from '../../lib/site-urls.ts';
import { hasShowroom } from '../../services/appointments/index.ts';
import { findLiveCategory } from '../../services/catalogue/index.ts';
import {
  createRedirect,
  deleteRedirect,
  deleteRedirectsTo,
  findLastPublicSlug,
  type RedirectTarget,
  toRedirectPath,
} from '../../services/content/redirects.ts';
import { readWebsite } from '../../services/settings/index.ts';
import { getPublicRowBefore, lockPublicRow, type PublicRow } from '../published-documents.ts';

type RedirectedCollection = RedirectTarget['relationTo'];

/**
 * Creates a redirect from the old address when a published document's address changes, also if the document was unpublished in
 * between. Deletes a redirect from the new address, because a page now exists there. Needs `rememberPublicRow` as a beforeChange
 * hook.
 */
export const redirectOldSlug =
  (relationTo: RedirectedCollection): CollectionAfterChangeHook =>
  async ({ doc, req }) => {
    const before = await getPublicRowBefore(req, doc.id);
    const now = await lockPublicRow(req, relationTo, doc.id);
    if (!now || (now.slug === before?.slug && now.category === before.category)) return doc;
    const website = await readWebsite(req.payload, await transactionOf(req));
    const toPath = (slug: string, { category }: PublicRow) =>
      toPagePath(website, relationTo === 'blogs' ? 'post' : toProductPageKind(String(category)), slug);
    const path = toPath(now.slug, now);
    await deleteRedirect(req, path);
    const target = { relationTo, value: doc.id };
    const oldSlug = before?.slug ?? (await findLastPublicSlug(req, target, now.slug));
    const oldPath = oldSlug === undefined ? path : toPath(oldSlug, before ?? now);
    if (oldPath !== path) await createRedirect(req, oldPath, target);
    return doc;
  };

/**
 * Deletes the redirects to a document before the document is deleted, because afterwards the redirects would no longer refer to
 * it and could not be found.
 */
export const dropRedirectsToDeleted =
  (relationTo: RedirectedCollection): CollectionBeforeDeleteHook =>
  ({ id, req }) =>
    deleteRedirectsTo(req, { relationTo, value: String(id) });

type Target = { type?: unknown; url?: unknown };

/** The maximum number of redirects that browsers follow one after the other. */
const MAX_HOPS = 20;

/**
 * Returns why a redirect from `from`, a normalised path, is refused: it leads back to itself or through more than {@link
 * MAX_HOPS} redirects, or a live post, product or showroom has the path `from`. Returns undefined if the redirect is allowed.
 */
export async function explainRefusedRedirect(
  req: PayloadRequest,
  from: string,
  target: Target,
): Promise<string | undefined> {
  const executor = req.transactionID ? await transactionOf(req) : database(req.payload);
  // Two redirects that are saved at the same time could otherwise lead to each other.
  if (req.transactionID) await executor.execute(sql`SELECT pg_advisory_xact_lock(${REDIRECTS_LOCK_ID})`);
  const website = await readWebsite(req.payload, executor);
  const to = toOwnPath(website, target);
  if (to === from) return 'The old and the new address are the same. Enter a different one.';
  const chainFault = to === undefined ? undefined : await findChainFault(executor, website, from, to);
  if (chainFault !== undefined) return chainFault;
  return (await isLivePage(executor, website, from))
    ? 'A post, product or showroom is shown at this address. First change its slug, unpublish it (a post or product) or delete it (a showroom).'
    : undefined;
}

/**
 * Follows the redirects from `to`, and returns what is wrong with the chain, if anything. A redirect to a post or product ends
 * the chain.
 */
async function findChainFault(
  executor: Executor,
  website: Website,
  from: string,
  to: string,
): Promise<string | undefined> {
  let path: string | undefined = to;
  for (let hops = 1; path !== undefined; hops++) {
    if (path === from)
      return 'The new address leads back to the old one through other redirects. Change or delete those redirects first.';
    if (hops > MAX_HOPS)
      return `The new address leads through more than ${MAX_HOPS} redirects, which browsers do not follow. Enter the address to which the last of them leads.`;
    const { rows }: { rows: Target[] } = await executor.execute<Target>(sql`
      SELECT to_type AS type, to_url AS url FROM redirects WHERE "from" = ${path}`);
    path = rows[0] && toOwnPath(website, rows[0]);
  }
  return undefined;
}

async function isLivePage(executor: Executor, website: Website, path: string): Promise<boolean> {
  // The slug is the last part of every path.
  const slug = path.slice(path.lastIndexOf('/') + 1);
  const category = await findLiveCategory(executor, slug);
  const { rows: posts } = await executor.execute(sql`
    SELECT FROM blogs WHERE slug = ${slug} AND _status = 'published'`);
  const kinds: PageKind[] = [
    ...(posts.length > 0 ? (['post'] as const) : []),
    ...((await hasShowroom(executor, slug)) ? (['showroom'] as const) : []),
    ...(category === undefined ? [] : [toProductPageKind(category)]),
  ];
  return kinds.some((kind) => toRedirectPath(toPagePath(website, kind, slug)) === path);
}

/** The normalised path of a redirect's target on the website; undefined if the target is a post, a product or another website. */
function toOwnPath({ origin }: Website, { type, url }: Target): string | undefined {
  if (type !== 'custom' || typeof url !== 'string') return undefined;
  const isOwn = url.startsWith('/') || (URL.canParse(url) && new URL(url).origin === origin);
  return isOwn ? toRedirectPath(url) : undefined;
}
