import { sql } from '@payloadcms/db-postgres/drizzle';
import type { FieldHook } from 'payload';
import { sessionOf } from '../database/transaction.ts';
import { Problem } from '../problem.ts';

/** Says that a slug is taken by something in the trash, which no list shows; Payload says only that it is taken. */
export const sayWhoHasSlug: FieldHook = async ({ value, originalDoc, collection, req }) => {
  if (!collection?.trash || typeof value !== 'string' || value === originalDoc?.slug) return value;
  const { rows } = await (await sessionOf(req)).execute<{ title: string }>(sql`
    SELECT title FROM ${sql.identifier(collection.slug.replaceAll('-', '_'))}
    WHERE slug = ${value} AND deleted_at IS NOT NULL AND id IS DISTINCT FROM ${originalDoc?.id ?? null}::uuid`);
  const [taken] = rows;
  if (!taken) return value;
  throw new Problem(
    'validation_failed',
    `“${taken.title}” in the trash has this slug. Choose another one, or delete that for good first.`,
    { field: 'slug' },
  );
};
