import { sql } from '@payloadcms/db-postgres/drizzle';
import { sessionOf, type Transactional } from '../../../database/transaction.ts';
import { emit } from '../../../events/outbox.ts';

/** Each event has the whole blog fetched anew, so more of them tell nothing. */
const MOST = 100;

type Post = { id: string; slug: string; title: string };

/** Emits `blog.updated` for the published posts that show a medium, as cover, in the text or in shared links. */
export async function announcePostsShowing(req: Transactional, mediumId: string): Promise<void> {
  const { rows } = await (await sessionOf(req)).execute<Post>(sql`
    SELECT id, slug, title FROM blogs
    WHERE _status = 'published' AND (cover_image_id = ${mediumId} OR seo_image_id = ${mediumId}
      OR position(${mediumId} IN content::text) > 0)
    LIMIT ${MOST}`);
  for (const { id, slug, title } of rows) await emit(req, 'blog.updated', { blogId: id, slug, title });
}
