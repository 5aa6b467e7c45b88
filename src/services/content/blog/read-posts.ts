import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { generationSql } from '../../../cache/cache-generations.ts';
import { type CachedAnswer, type Computed, ResponseCache } from '../../../cache/response-cache.ts';
import { database } from '../../../database/transaction.ts';
import { isUuid } from '../../../lib/ids.ts';
import type { MaybePromise } from '../../../lib/maybe-promise.ts';
import { isProblem, Problem } from '../../../lib/problem.ts';
import { staffNameSql } from '../../identity/index.ts';
import { findMovedDocument, type MovedDocument } from '../redirects.ts';
import { pictureJson } from './read-references.ts';
import { renderRichText } from './render-rich-text.ts';
import type { RichText } from './rich-text.ts';

/** The name under which `cache_generations` stores a number that increases whenever the content of `/v1/blog` changes. */
export const BLOG_GENERATION = 'blog';

export const blogGenerationSql: SQL = generationSql(BLOG_GENERATION);

const instant = (column: SQL) => sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** SQL for the JSON of a post in a list. The `blogs` row must be joined as `post`, and its cover as `cover`. */
export const postJson = (payload: Payload): SQL => sql`jsonb_build_object(
  'blogId', post.id, 'slug', post.slug, 'title', post.title, 'excerpt', post.excerpt,
  'cover', ${pictureJson(payload, 'cover')},
  'author', CASE WHEN post.author_id IS NOT NULL
    THEN (SELECT jsonb_build_object('name', name) FROM ${staffNameSql(sql`post.author_id`)} AS author (name))
    WHEN post.author_name IS NOT NULL THEN jsonb_build_object('name', post.author_name) END,
  'publishedAt', ${instant(sql`post.published_at`)}, 'updatedAt', ${instant(sql`post.updated_at`)})`;

type PostsQuery = { cursor?: string | undefined; limit: number };

const responses = new ResponseCache({ generation: BLOG_GENERATION, prefix: 'blog:list:' });

type Row = { cursorExists: boolean; body: string; generation: string };

/**
 * Returns a page of published posts as JSON text, newest first (docs/spec/api.md#6-blog), from the cache or by one query. A page
 * starts after the cursor's post, by publication time and id, so that posts published meanwhile cause neither repeated nor
 * missing posts. The cursor stays valid if its post is unpublished.
 * @throws Problem invalid_cursor if the cursor is not the id of a post that is or once was published
 */
export function listPosts(payload: Payload, query: PostsQuery): MaybePromise<CachedAnswer> {
  if (query.cursor !== undefined && !isUuid(query.cursor)) throw new Problem('invalid_cursor');
  return responses.answer(payload, `${query.limit}:${query.cursor ?? ''}`, { compute: () => readPage(payload, query) });
}

async function readPage(payload: Payload, { cursor, limit }: PostsQuery): Promise<Computed> {
  const after =
    cursor === undefined
      ? sql`true`
      : sql`(published_at, id) < ((SELECT published_at FROM blogs WHERE id = ${cursor}), ${cursor}::uuid)`;
  const { rows } = await database(payload).execute<Row>(
    sql`
    WITH found AS (
      SELECT *, row_number() OVER (ORDER BY published_at DESC, id DESC) AS place FROM blogs
      WHERE _status = 'published' AND ${after}
      ORDER BY published_at DESC, id DESC LIMIT ${limit + 1}
    ), page AS (
      SELECT post.id, place, ${postJson(payload)} AS json
      FROM found AS post LEFT JOIN media AS cover ON cover.id = post.cover_image_id
      WHERE place <= ${limit}
    ), more AS (SELECT count(*) > ${limit} AS "hasNextPage" FROM found)
    SELECT ${cursor === undefined ? sql`true` : sql`EXISTS (SELECT 1 FROM blogs WHERE id = ${cursor} AND published_at IS NOT NULL)`} AS "cursorExists", ${blogGenerationSql} AS generation,
      json_build_object(
        'data', coalesce((SELECT json_agg(json ORDER BY place) FROM page), '[]'::json),
        'nextCursor', CASE WHEN "hasNextPage" THEN (SELECT id FROM page WHERE place = ${limit}) END,
        'hasNextPage', "hasNextPage")::text AS body
    FROM more`,
    { prepared: true },
  );
  const [row] = rows;
  if (!row?.cursorExists) throw new Problem('invalid_cursor');
  return { generation: Number(row.generation), body: row.body };
}

/** A post as JSON text, or the redirect to the post that had the requested slug before. */
export type FoundPost = CachedAnswer | MovedDocument;

const postResponses = new ResponseCache({ generation: BLOG_GENERATION, prefix: 'blog:one:' });

type PostRow = { generation: string; post: object; seo: object; richText: RichText };

const SLUG_OR_ID = /^[a-z0-9-]{1,200}$/;

/**
 * Returns a published post by slug or id, with its text as HTML and as Lexical (docs/spec/api.md#6-blog). The response comes from
 * the cache, or from one query for the post and one query for each kind of embedded reference.
 * @throws Problem not_found if no published post has this id or slug, or had this slug before
 */
export async function readPost(payload: Payload, slugOrId: string): Promise<FoundPost> {
  if (!SLUG_OR_ID.test(slugOrId)) throw notFoundProblem();
  try {
    return await postResponses.answer(payload, slugOrId, { compute: () => composePost(payload, slugOrId) });
  } catch (error) {
    const moved =
      isProblem(error) && error.code === 'not_found' && (await findMovedDocument(payload, 'blogs', slugOrId));
    if (moved) return moved;
    throw error;
  }
}

async function composePost(payload: Payload, slugOrId: string): Promise<Computed> {
  const id = isUuid(slugOrId) ? slugOrId : null;
  const { rows } = await database(payload).execute<PostRow>(sql`
    SELECT ${blogGenerationSql} AS generation, ${postJson(payload)} AS post, post.content AS "richText", json_build_object(
      'title', post.seo_title, 'description', post.seo_description, 'image', ${pictureJson(payload, 'preview')}) AS seo
    FROM blogs AS post
    LEFT JOIN media AS cover ON cover.id = post.cover_image_id
    LEFT JOIN media AS preview ON preview.id = post.seo_image_id
    WHERE (post.slug = ${slugOrId} OR post.id = ${id}::uuid) AND post._status = 'published'
    ORDER BY post.slug = ${slugOrId} DESC LIMIT 1`);
  const [row] = rows;
  if (!row) throw notFoundProblem();
  const { post, seo, richText } = row;
  const html = await renderRichText(payload, richText);
  const body = JSON.stringify({ ...post, content: { html, lexical: richText }, seo });
  return { generation: Number(row.generation), body };
}

const notFoundProblem = () => new Problem('not_found', 'There is no such post.');
