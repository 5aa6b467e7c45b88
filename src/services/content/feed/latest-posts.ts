import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { database } from '../../../database/transaction.ts';
import { toDate } from '../../../dates.ts';
import { domainOf } from '../../../domain.ts';
import { publicUrl } from '../media/layout.ts';

/** A published post as a feed shows it. */
export type FeedPost = {
  id: string;
  slug: string;
  title: string;
  excerpt: string | null;
  publishedAt: Date;
  updatedAt: Date;
  cover: { url: string; type: string; bytes: number } | null;
};

type Row = Omit<FeedPost, 'publishedAt' | 'updatedAt' | 'cover'> & {
  publishedAt: string;
  updatedAt: string;
  cover: { key: string; type: string; bytes: number } | null;
};

/** The `limit` posts that were published last, the newest first. */
export async function latestPosts(payload: Payload, limit: number): Promise<FeedPost[]> {
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT post.id, post.slug, post.title, post.excerpt, post.updated_at AS "updatedAt",
      post.published_at AS "publishedAt",
      CASE WHEN cover.key IS NOT NULL
        THEN json_build_object('key', cover.key, 'type', cover.mime_type, 'bytes', cover.filesize::int)
      END AS cover
    FROM blogs AS post LEFT JOIN media AS cover ON cover.id = post.cover_image_id
    WHERE post._status = 'published' AND post.published_at IS NOT NULL
    ORDER BY post.published_at DESC, post.id DESC LIMIT ${limit}`);
  const { cdnUrl } = domainOf(payload);
  return rows.map(({ cover, ...post }) => ({
    ...post,
    publishedAt: toDate(post.publishedAt),
    updatedAt: toDate(post.updatedAt),
    cover: coverOf(cover, cdnUrl),
  }));
}

function coverOf(cover: Row['cover'], cdnUrl: string): FeedPost['cover'] {
  const url = cover && publicUrl(cdnUrl, cover);
  return url ? { url, type: cover.type, bytes: cover.bytes } : null;
}
