import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { database, type Transactional, transactionOf } from '../../../database/transaction.ts';
import { emit } from '../../../events/emit.ts';
import { toDate } from '../../../lib/dates.ts';
import { productsWithFirstImageSql } from '../../catalogue/index.ts';
import { readScheduledSteps, type ScheduledStep } from './schedule-publication.ts';

export type PostInProgress = { id: string; title: string; editedAt: Date; planned: ScheduledStep | null };

type Row = { id: string; title: string | null; editedAt: string };

/**
 * Lists the posts that editors are working on: all posts with a scheduled step, the earliest step first, and up to `maxDrafts`
 * other drafts, the most recently edited first.
 */
export async function listPostsInProgress(
  payload: Payload,
  maxDrafts: number,
): Promise<{ scheduled: PostInProgress[]; drafts: PostInProgress[] }> {
  const planned = await readScheduledSteps(payload);
  // The latest version has the current title; the row of an unpublished post still has the title of its first draft.
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT post.id, version_title AS title, version.updated_at AS "editedAt"
    FROM blogs AS post JOIN _blogs_v AS version ON version.parent_id = post.id AND latest
    CROSS JOIN LATERAL (SELECT post.id = ANY(${sql.param([...planned.keys()])}::uuid[])) AS schedule (is_planned)
    WHERE is_planned OR post._status = 'draft'
    ORDER BY is_planned DESC, version.updated_at DESC LIMIT ${planned.size + maxDrafts}`);
  const posts = rows.map(({ id, title, editedAt }) => ({
    ...{ id, title: title || 'Untitled', editedAt: toDate(editedAt) },
    planned: planned.get(id) ?? null,
  }));
  const getStepTime = ({ planned: step }: PostInProgress) => step?.at.getTime() ?? 0;
  return {
    scheduled: posts.filter((post) => post.planned !== null).sort((a, b) => getStepTime(a) - getStepTime(b)),
    drafts: posts.filter((post) => post.planned === null).slice(0, maxDrafts),
  };
}

/**
 * The ids of posts with a scheduled step, the time of the earliest step (ISO 8601), and the number of posts whose latest version
 * is a draft: new posts, and published posts with unpublished changes.
 */
export type PostCounts = { scheduled: string[]; nextAt: string | null; drafts: number };

/** A query that returns {@link PostCounts} as one JSON value. */
export const postCountsSql = sql`
  SELECT json_build_object(
    'scheduled', coalesce(json_agg(DISTINCT input->'doc'->>'value') FILTER (WHERE input IS NOT NULL), '[]'),
    'nextAt', min(wait_until), 'drafts', (SELECT count(*) FROM _blogs_v WHERE latest AND version__status = 'draft'))
  FROM payload_jobs
  WHERE task_slug = 'schedulePublish' AND completed_at IS NULL AND has_error IS NOT TRUE
    AND input->'doc'->>'relationTo' = 'blogs'`;

/**
 * The maximum number of events that are emitted when one document changes. Each event invalidates the whole blog in the CDN, so
 * further events would have no effect.
 */
const MAX_POSTS = 100;

type Post = { id: string; slug: string; title: string };

/**
 * Emits `blog.updated` for published posts that use a media document as their cover, in their text, in a product teaser, or as
 * their image for shared links.
 */
export async function announcePostsWithMedia(req: Transactional, mediaId: string): Promise<void> {
  await announcePosts(
    req,
    sql`cover_image_id = ${mediaId} OR seo_image_id = ${mediaId}
      OR mentioned_ids(content) && (${mediaId}::uuid || ARRAY(${productsWithFirstImageSql(mediaId)}))`,
  );
}

/**
 * Emits `blog.updated` for the published posts whose text refers to the product or post `id`, but not for the post `id` itself.
 */
export const announcePostsMentioning = (req: Transactional, id: string): Promise<void> =>
  announcePosts(req, sql`mentioned_ids(content) @> ARRAY[${id}::uuid] AND id <> ${id}`);

/** Emits `blog.updated` for the published posts whose author is the member of staff `authorId`. */
export const announcePostsBy = (req: Transactional, authorId: string): Promise<void> =>
  announcePosts(req, sql`author_id = ${authorId}`);

async function announcePosts(req: Transactional, where: SQL): Promise<void> {
  const { rows } = await (await transactionOf(req)).execute<Post>(sql`
    SELECT id, slug, title FROM blogs WHERE _status = 'published' AND (${where}) LIMIT ${MAX_POSTS}`);
  for (const { id, slug, title } of rows) await emit(req, 'blog.updated', { blogId: id, slug, title });
}
