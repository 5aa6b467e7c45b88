import { sql } from '@payloadcms/db-postgres/drizzle';
import type { FieldHook, PayloadRequest, SanitizedCollectionConfig } from 'payload';
import { toTextArray } from '../database/executor.ts';
import { transactionOf } from '../database/transaction.ts';
import { Problem } from '../lib/problem.ts';
import { slugifyText } from '../lib/text.ts';

/** Maximum length of a slug without its number; the field allows 200 characters. */
const MAX_SLUG_LENGTH = 190;

const LATIN_ACCENTS = /(\p{Script=Latin})\p{M}+/gu;

type SlugOwner = { collection: SanitizedCollectionConfig; id: string | undefined };

/**
 * Fills in an empty slug from the field `from`: without accents, in lower case, and numbered (`-2`, `-3`) if another document has
 * the same slug (docs/spec/api.md#6-blog). A slug made in this way changes with the title until the document is published. After
 * that, links to the slug may exist, so the slug changes only if somebody edits it.
 * @throws Problem `validation_failed` for a reserved slug
 */
export const fillSlug =
  (from: string): FieldHook =>
  async ({ value, data, originalDoc, collection, req }) => {
    if (!collection) return value;
    const reserved = getReservedSlugs(collection);
    if (reserved.includes(value) && value !== originalDoc?.slug) {
      throw new Problem('validation_failed', 'This slug is reserved. Choose another one.', {
        field: 'slug',
      });
    }
    const base = toSlug(data?.[from] ?? originalDoc?.[from], collection);
    if (base === '') return value;
    const owner: SlugOwner = { collection, id: originalDoc?.id };
    if (!isEmpty(value)) {
      const before = toSlug(originalDoc?.[from], collection);
      const isDerived = value === originalDoc?.slug && isDerivedFrom(before, value);
      if (!isDerived || base === before || (await isPublished(req, owner))) return value;
    }
    return findFreeSlug(req, owner, base);
  };

/** Slugs that documents must not use because an API route has that name; set as `custom.reservedSlugs` of the collection. */
const getReservedSlugs = ({ custom }: SanitizedCollectionConfig): readonly unknown[] =>
  Array.isArray(custom.reservedSlugs) ? custom.reservedSlugs : [];

const isEmpty = (value: unknown): boolean => typeof value !== 'string' || value.trim() === '';

/**
 * Returns the slug of `title`, before a number is appended to make it unique; empty for an empty title. If no character of the
 * title can be used in a slug, returns the slug of the collection's singular label, such as `post`.
 */
function toSlug(title: unknown, { labels, slug }: SanitizedCollectionConfig): string {
  if (typeof title !== 'string' || title.trim() === '') return '';
  const { singular } = labels;
  return toAsciiSlug(title) || toAsciiSlug(typeof singular === 'string' ? singular : slug);
}

/** Strips accents first, because slugify would turn `ö` into `oe`. */
const toAsciiSlug = (text: string): string =>
  slugifyText(text.normalize('NFD').replace(LATIN_ACCENTS, '$1').normalize('NFC'), { decamelize: false })
    .slice(0, MAX_SLUG_LENGTH)
    .replace(/-+$/, '');

const isDerivedFrom = (base: string, slug: string): boolean =>
  base !== '' && slug.startsWith(base) && /^(-\d+)?$/.test(slug.slice(base.length));

const toTableName = ({ slug }: SanitizedCollectionConfig) => slug.replaceAll('-', '_');

/**
 * Whether a document is published; always true in a collection without drafts. Reads the row, because the newest version of a
 * published document may be a draft.
 */
async function isPublished(req: PayloadRequest, { collection, id }: SlugOwner): Promise<boolean> {
  if (!collection.versions?.drafts) return true;
  const { rowCount } = await (await transactionOf(req)).execute(
    sql`SELECT 1 FROM ${sql.identifier(toTableName(collection))} WHERE id = ${id} AND _status = 'published'`,
  );
  return Boolean(rowCount);
}

/**
 * Returns the first of `base`, `base-2`, … that is used neither by another document nor by a draft of another document. An
 * advisory lock prevents concurrent transactions from choosing the same slug.
 */
async function findFreeSlug(req: PayloadRequest, { collection, id }: SlugOwner, base: string): Promise<string> {
  const tx = await transactionOf(req);
  const table = toTableName(collection);
  // Locks the name without its numbers: `door-2` can be the second "door", or the first "door 2".
  const lock = `slug:${collection.slug}:${base.replace(/(-\d+)+$/, '')}`;
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${lock}, 0))`);
  const ownId = id ?? null;
  const reserved = toTextArray(getReservedSlugs(collection).map(String));
  const inDraft = collection.versions?.drafts
    ? sql`OR EXISTS (SELECT 1 FROM ${sql.identifier(`_${table}_v`)}
        WHERE version_slug = tried.slug AND latest AND parent_id IS DISTINCT FROM ${ownId}::uuid)`
    : sql``;
  const { rows } = await tx.execute<{ slug: string }>(sql`
    WITH RECURSIVE tried AS (
      SELECT 1 AS number, ${base}::text AS slug
      UNION ALL
      SELECT number + 1, ${base}::text || '-' || (number + 1) FROM tried
      WHERE tried.slug = ANY(${reserved}::text[])
        OR EXISTS (SELECT 1 FROM ${sql.identifier(table)} WHERE slug = tried.slug AND id IS DISTINCT FROM ${ownId}::uuid)
        ${inDraft}
    )
    SELECT slug FROM tried ORDER BY number DESC LIMIT 1`);
  return rows[0]?.slug ?? base;
}

/**
 * Refuses a slug that a document in the trash uses, and names that document. Payload would only report that the slug is taken,
 * and staff would not find the document in the list, which omits the trash.
 */
export const reportTrashedSlug: FieldHook = async ({ value, originalDoc, collection, req }) => {
  if (!collection?.trash || typeof value !== 'string' || value === originalDoc?.slug) return value;
  const { rows } = await (await transactionOf(req)).execute<{ title: string }>(sql`
    SELECT title FROM ${sql.identifier(collection.slug.replaceAll('-', '_'))}
    WHERE slug = ${value} AND deleted_at IS NOT NULL AND id IS DISTINCT FROM ${originalDoc?.id ?? null}::uuid`);
  const [owner] = rows;
  if (!owner) return value;
  throw new Problem(
    'validation_failed',
    `“${owner.title}” in the trash has this slug. Choose another slug, or delete “${owner.title}” permanently first.`,
    { field: 'slug' },
  );
};
