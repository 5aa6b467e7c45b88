import { type SQL, sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { staffName } from '../../identity/staff-name.ts';
import { pictureJson } from './picture-sql.ts';

const instant = (column: SQL) => sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The JSON of a row of `blogs` that is joined as `post`, as lists show it, its cover joined as `cover`. */
export const postJson = (payload: Payload): SQL => sql`jsonb_build_object(
  'blogId', post.id, 'slug', post.slug, 'title', post.title, 'excerpt', post.excerpt,
  'cover', ${pictureJson(payload, 'cover')},
  'author', CASE WHEN post.author_id IS NOT NULL
    THEN (SELECT jsonb_build_object('name', name) FROM ${staffName(sql`post.author_id`)} AS author (name))
    WHEN post.author_name IS NOT NULL THEN jsonb_build_object('name', post.author_name) END,
  'publishedAt', ${instant(sql`post.published_at`)}, 'updatedAt', ${instant(sql`post.updated_at`)})`;
