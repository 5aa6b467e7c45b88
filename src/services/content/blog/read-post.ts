import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { type CachedAnswer, type Computed, ResponseCache } from '../../../cache/response-cache.ts';
import { database } from '../../../database/transaction.ts';
import { isUuid } from '../../../ids.ts';
import { isProblem, Problem } from '../../../problem.ts';
import { type Moved, movedFrom } from '../redirects.ts';
import type { Article } from './article.ts';
import { BLOG, GENERATION } from './generation.ts';
import { pictureJson } from './picture-sql.ts';
import { postJson } from './post-sql.ts';
import { renderArticle } from './render-article.ts';

/** A post as JSON text, or where the one that once had this slug is now. */
export type FoundPost = CachedAnswer | Moved;

const posts = new ResponseCache({ generation: BLOG, prefix: 'blog:one:' });

type Row = { generation: string; post: object; seo: object; article: Article };

/** A slug or id that some document can have. */
const SLUG = /^[a-z0-9-]{1,200}$/;

/**
 * A published post, by its slug or id, with its text as HTML and as Lexical keeps it (api.md §6), from the cache or
 * by one statement and those of what its text shows.
 * @throws Problem not_found when there is none and none has moved from there.
 */
export async function readPost(payload: Payload, slugOrId: string): Promise<FoundPost> {
  if (!SLUG.test(slugOrId)) throw notFound();
  try {
    return await posts.answer(payload, slugOrId, { compute: () => composePost(payload, slugOrId) });
  } catch (error) {
    const moved = isProblem(error) && error.code === 'not_found' && (await movedFrom(payload, 'blogs', slugOrId));
    if (moved) return moved;
    throw error;
  }
}

async function composePost(payload: Payload, slugOrId: string): Promise<Computed> {
  const id = isUuid(slugOrId) ? slugOrId : null;
  const { rows } = await database(payload).execute<Row>(sql`
    SELECT ${GENERATION} AS generation, ${postJson(payload)} AS post, post.content AS article, json_build_object(
      'title', post.seo_title, 'description', post.seo_description, 'image', ${pictureJson(payload, 'preview')}) AS seo
    FROM blogs AS post
    LEFT JOIN media AS cover ON cover.id = post.cover_image_id
    LEFT JOIN media AS preview ON preview.id = post.seo_image_id
    WHERE (post.slug = ${slugOrId} OR post.id = ${id}::uuid) AND post._status = 'published'
    ORDER BY post.slug = ${slugOrId} DESC LIMIT 1`);
  const [row] = rows;
  if (!row) throw notFound();
  const { post, seo, article } = row;
  const html = await renderArticle(payload, article);
  const body = JSON.stringify({ ...post, content: { html, lexical: article }, seo });
  return { generation: Number(row.generation), body };
}

const notFound = () => new Problem('not_found', 'There is no such post.');
