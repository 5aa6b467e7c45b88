import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { runtimeOf } from '../../../lib/runtime.ts';
import { toPublicUrl } from './assign-keys.ts';

/** Reads the thumbnail of a media document for lists; undefined if the document does not exist or has no thumbnail. */
export async function readThumbnail(payload: Payload, id: string): Promise<{ url: string; alt: string } | undefined> {
  const mediaItem = await payload.findByID({
    collection: 'media',
    id,
    depth: 0,
    disableErrors: true,
    select: { alt: true, sizes: { thumb: { url: true } } },
  });
  const url = mediaItem?.sizes?.thumb?.url;
  return url ? { url, alt: mediaItem.alt ?? '' } : undefined;
}

/** The number of photos without alternative text. */
export type MediaCounts = { altless: number };

/** A query that returns {@link MediaCounts} as one JSON value. */
export const mediaCountsSql = sql`
  SELECT json_build_object('altless', count(*)) FROM media WHERE alt IS NULL AND mime_type LIKE 'image/%'`;

/** Maps ids of media documents to their public URLs. Missing documents are omitted. */
export async function readMediaUrls(payload: Payload, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await database(payload).execute<{ id: string; key: string | null }>(sql`
    SELECT id, key FROM media WHERE id = ANY(${sql.param([...new Set(ids)])}::uuid[])`);
  const { cdnUrl } = runtimeOf(payload);
  return new Map(
    rows.flatMap(({ id, key }) => {
      const url = toPublicUrl(cdnUrl, { key });
      return url ? [[id, url]] : [];
    }),
  );
}
