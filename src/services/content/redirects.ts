import { sql } from '@payloadcms/db-postgres/drizzle';
import type { CollectionSlug, Payload, PayloadRequest } from 'payload';
import { database, transactionOf } from '../../database/transaction.ts';

/** A placeholder for the site's origin, for parsing a path as a URL. */
const PLACEHOLDER_ORIGIN = 'https://site.invalid';

/** Prefixes that a browser resolves to another host, and characters that a browser removes or replaces in a URL. */
const MISLEADING = /^\/[/\\]|[\\\p{Cc}\s]/u;

/**
 * Normalises an address to the path under which redirects are stored: with a leading slash, without a trailing slash, in lower
 * case like slugs, without host and fragment, but with the query. Absolute URLs and paths without a leading slash are accepted.
 * @returns undefined if `address` is not a web address
 */
export function toRedirectPath(address: string): string | undefined {
  const trimmed = address.trim();
  if (trimmed === '' || /\s/.test(trimmed)) return undefined;
  const hasScheme = /^[a-z][a-z\d+.-]*:/i.test(trimmed);
  const whole = hasScheme ? trimmed : `${PLACEHOLDER_ORIGIN}/${trimmed.replace(/^[/\\]+/, '')}`;
  if (!URL.canParse(whole)) return undefined;
  const { protocol, pathname, search } = new URL(whole);
  if (protocol !== 'http:' && protocol !== 'https:') return undefined;
  return `${pathname.toLowerCase().replace(/(?<=.)\/+$/, '')}${search}`;
}

/** Whether an address is a valid redirect target: a path of the site, or an http or https URL. */
export function isRedirectTarget(address: unknown): boolean {
  if (typeof address !== 'string' || MISLEADING.test(address)) return false;
  if (address.startsWith('/')) return URL.canParse(address, PLACEHOLDER_ORIGIN);
  return /^https?:\/\/[^/]/i.test(address) && URL.canParse(address);
}

export type RedirectTarget = { relationTo: Extract<CollectionSlug, 'blogs' | 'products'>; value: string };

/** The current slug of a moved document, and whether the move is permanent (301) or temporary (302). */
export type MovedDocument = { movedTo: string; status: 301 | 302 };

/**
 * Finds the published document that had `slug` before, if it is not in the trash. Looks for a redirect from any path that ends
 * with the slug, because the website's paths may have changed meanwhile.
 */
export async function findMovedDocument(
  payload: Payload,
  relationTo: RedirectTarget['relationTo'],
  slug: string,
): Promise<MovedDocument | undefined> {
  const { rows } = await database(payload).execute<{ slug: string; type: string }>(sql`
    SELECT doc.slug, redirect.type FROM redirects AS redirect
    JOIN redirects_rels AS target ON target.parent_id = redirect.id AND target.path = 'to.reference'
    JOIN ${sql.identifier(relationTo)} AS doc ON doc.id = target.${sql.identifier(`${relationTo}_id`)}
    WHERE redirect."from" LIKE ${`%/${slug}`} AND redirect.to_type = 'reference' AND doc._status = 'published'
      AND to_jsonb(doc) ->> 'deleted_at' IS NULL
    ORDER BY redirect.updated_at DESC LIMIT 1`);
  const [row] = rows;
  return row && { movedTo: row.slug, status: row.type === '302' ? 302 : 301 };
}

/**
 * Returns the last slug under which a document was published, other than `currentSlug` and the slugs that documents of the same
 * collection have now; undefined if there is none. Needed when a document is unpublished and later published with another slug.
 */
export async function findLastPublicSlug(
  req: PayloadRequest,
  { relationTo, value }: RedirectTarget,
  currentSlug: string,
): Promise<string | undefined> {
  const { rows } = await (await transactionOf(req)).execute<{ slug: string }>(sql`
    SELECT version_slug AS slug FROM ${sql.identifier(`_${relationTo}_v`)} AS version
    WHERE parent_id = ${value} AND version__status = 'published' AND version_slug <> ${currentSlug}
      AND NOT EXISTS (SELECT 1 FROM ${sql.identifier(relationTo)} AS doc WHERE doc.slug = version_slug)
    ORDER BY updated_at DESC, id DESC LIMIT 1`);
  return rows[0]?.slug;
}

/** Deletes the redirect from `path`, because a page exists there again. */
export async function deleteRedirect(req: PayloadRequest, path: string): Promise<void> {
  const from = toRedirectPath(path) ?? path;
  await req.payload.delete({ collection: 'redirects', where: { from: { equals: from } }, req });
}

/**
 * Creates a permanent redirect from `path` to a document. The redirect references the document instead of its URL, so later moves
 * of the document create no chain of redirects.
 */
export async function createRedirect(req: PayloadRequest, path: string, reference: RedirectTarget): Promise<void> {
  await deleteRedirect(req, path);
  const data = { from: path, to: { type: 'reference' as const, reference }, type: '301' as const };
  await req.payload.create({ collection: 'redirects', data, depth: 0, req });
}

/** Deletes all redirects to a document. */
export async function deleteRedirectsTo(req: PayloadRequest, { relationTo, value }: RedirectTarget): Promise<void> {
  await req.payload.delete({
    collection: 'redirects',
    where: {
      and: [{ 'to.reference.relationTo': { equals: relationTo } }, { 'to.reference.value': { equals: value } }],
    },
    req,
  });
}
