import { sql } from '@payloadcms/db-postgres';
import slugify from '@sindresorhus/slugify';
import type { FieldHook, PayloadRequest, SanitizedCollectionConfig } from 'payload';
import { textArray } from '../database/array-literal.ts';
import { sessionOf } from '../database/transaction.ts';
import { Problem } from '../problem.ts';

/** Leaves room for a number within the 200 characters of the field. */
const MAX_LENGTH = 190;

const LATIN_ACCENTS = /(\p{Script=Latin})\p{M}+/gu;

type Place = { collection: SanitizedCollectionConfig; id: string | undefined };

/**
 * Makes the slug of the field `from` when it is empty: unaccented, lower-cased, and numbered (`-2`, `-3`) where another
 * document has it (api.md §6). One that was made so follows the title until the document is published; then links to it
 * exist, and only people change it.
 */
export const fillSlug =
  (from: string): FieldHook =>
  async ({ value, data, originalDoc, collection, req }) => {
    if (!collection) return value;
    const reserved = reservedSlugs(collection);
    if (reserved.includes(value) && value !== originalDoc?.slug) {
      throw new Problem('validation_failed', 'The website has a page of this name. Choose another.', { field: 'slug' });
    }
    const base = slugOf(data?.[from] ?? originalDoc?.[from], collection);
    if (base === '') return value;
    const place: Place = { collection, id: originalDoc?.id };
    if (!isEmpty(value)) {
      const before = slugOf(originalDoc?.[from], collection);
      const made = value === originalDoc?.slug && isMadeFrom(before, value);
      if (!made || base === before || (await isPublished(req, place))) return value;
    }
    return freeSlug(req, place, base);
  };

/** Slugs that no document may have, because a route of the API has that name: `custom.reservedSlugs` of the collection. */
const reservedSlugs = ({ custom }: SanitizedCollectionConfig): readonly unknown[] =>
  Array.isArray(custom.reservedSlugs) ? custom.reservedSlugs : [];

const isEmpty = (value: unknown): boolean => typeof value !== 'string' || value.trim() === '';

/** The slug of `title` before it is numbered; of one without a letter that web addresses have, what the document is: `post`. */
function slugOf(title: unknown, { labels, slug }: SanitizedCollectionConfig): string {
  if (typeof title !== 'string' || title.trim() === '') return '';
  const { singular } = labels;
  return asciiOf(title) || asciiOf(typeof singular === 'string' ? singular : slug);
}

/** Letters lose their accents first, as `ö` would else become `oe`. */
const asciiOf = (text: string): string =>
  slugify(text.normalize('NFD').replace(LATIN_ACCENTS, '$1').normalize('NFC'), { decamelize: false })
    .slice(0, MAX_LENGTH)
    .replace(/-+$/, '');

const isMadeFrom = (base: string, slug: string): boolean =>
  base !== '' && slug.startsWith(base) && /^(-\d+)?$/.test(slug.slice(base.length));

const tableOf = ({ slug }: SanitizedCollectionConfig) => slug.replaceAll('-', '_');

/** Asks the row itself: the newest version of a published document may be a draft. */
async function isPublished(req: PayloadRequest, { collection, id }: Place): Promise<boolean> {
  if (!collection.versions?.drafts) return true;
  const { rowCount } = await (await sessionOf(req)).execute(
    sql`SELECT 1 FROM ${sql.identifier(tableOf(collection))} WHERE id = ${id} AND _status = 'published'`,
  );
  return Boolean(rowCount);
}

/** The first of `base`, `base-2`, … that neither a document nor a draft of another one has; nobody else gets it meanwhile. */
async function freeSlug(req: PayloadRequest, { collection, id }: Place, base: string): Promise<string> {
  const tx = await sessionOf(req);
  const table = tableOf(collection);
  // Without their numbers: `door-2` can be the second door, or a door called so.
  const lock = `slug:${collection.slug}:${base.replace(/(-\d+)+$/, '')}`;
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`);
  const own = id ?? null;
  const reserved = textArray(reservedSlugs(collection).map(String));
  const inDraft = collection.versions?.drafts
    ? sql`OR EXISTS (SELECT 1 FROM ${sql.identifier(`_${table}_v`)}
        WHERE version_slug = tried.slug AND latest AND parent_id IS DISTINCT FROM ${own}::uuid)`
    : sql``;
  const { rows } = await tx.execute<{ slug: string }>(sql`
    WITH RECURSIVE tried AS (
      SELECT 1 AS number, ${base}::text AS slug
      UNION ALL
      SELECT number + 1, ${base}::text || '-' || (number + 1) FROM tried
      WHERE tried.slug = ANY(${reserved}::text[])
        OR EXISTS (SELECT 1 FROM ${sql.identifier(table)} WHERE slug = tried.slug AND id IS DISTINCT FROM ${own}::uuid)
        ${inDraft}
    )
    SELECT slug FROM tried ORDER BY number DESC LIMIT 1`);
  return rows[0]?.slug ?? base;
}
