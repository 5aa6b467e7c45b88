import { sql } from '@payloadcms/db-postgres/drizzle';
import type { CollectionSlug, Payload, PayloadRequest } from 'payload';
import { database, sessionOf } from '../../database/transaction.ts';

export type RedirectTarget = { relationTo: Extract<CollectionSlug, 'blogs' | 'products'>; value: string };

/** Where a document is that once had another address: its slug now, and whether it is there for good. */
export type Moved = { movedTo: string; status: 301 | 302 };

/**
 * The published document that had `slug` once, if there is one that does not lie in the trash: a redirect leads to it from a page of
 * that name, wherever the website had its pages then.
 */
export async function movedFrom(
  payload: Payload,
  relationTo: RedirectTarget['relationTo'],
  slug: string,
): Promise<Moved | undefined> {
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
 * The slug under which the public saw a document last, if that was another than `now` and nothing else has it by now: of a
 * document that is published again after it was withdrawn.
 */
export async function lastPublicSlug(
  req: PayloadRequest,
  { relationTo, value }: RedirectTarget,
  now: string,
): Promise<string | undefined> {
  const { rows } = await (await sessionOf(req)).execute<{ slug: string }>(sql`
    SELECT version_slug AS slug FROM ${sql.identifier(`_${relationTo}_v`)} AS version
    WHERE parent_id = ${value} AND version__status = 'published' AND version_slug <> ${now}
      AND NOT EXISTS (SELECT 1 FROM ${sql.identifier(relationTo)} AS doc WHERE doc.slug = version_slug)
    ORDER BY updated_at DESC, id DESC LIMIT 1`);
  return rows[0]?.slug;
}

/** Takes the redirect from `path` away: something is there again. */
export async function dropRedirect(req: PayloadRequest, path: string): Promise<void> {
  await req.payload.delete({ collection: 'redirects', where: { from: { equals: path } }, req });
}

/**
 * Leads from `path` to a document, wherever that is: redirects name the document and not its address, so there are no chains
 * when it moves again.
 */
export async function redirectTo(req: PayloadRequest, path: string, reference: RedirectTarget): Promise<void> {
  await dropRedirect(req, path);
  const data = { from: path, to: { type: 'reference' as const, reference }, type: '301' as const };
  await req.payload.create({ collection: 'redirects', data, depth: 0, req });
}

/** Takes every redirect to a document away. */
export async function dropRedirectsTo(req: PayloadRequest, { relationTo, value }: RedirectTarget): Promise<void> {
  await req.payload.delete({
    collection: 'redirects',
    where: {
      and: [{ 'to.reference.relationTo': { equals: relationTo } }, { 'to.reference.value': { equals: value } }],
    },
    req,
  });
}
