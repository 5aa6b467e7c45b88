import { sql } from '@payloadcms/db-postgres/drizzle';
import type { Payload } from 'payload';
import { type CachedAnswer, type Computed, ResponseCache } from '../../../cache/response-cache.ts';
import { database } from '../../../database/transaction.ts';
import { isUuid } from '../../../ids.ts';
import { Problem } from '../../../problem.ts';
import { BLOG, GENERATION } from './generation.ts';
import { postJson } from './post-sql.ts';

type Query = { cursor?: string | undefined; limit: number };

const pages = new ResponseCache({ generation: BLOG, prefix: 'blog:list:' });

type Row = { known: boolean; body: string; generation: string };

const keyOf = ({ cursor, limit }: Query) => `${limit}:${cursor ?? ''}`;

/**
 * A page of published posts as JSON text, newest first (api.md §6), from the cache or by one statement. Keyset on the time of publication and the
 * id, so that posts published while somebody pages neither repeat nor hide others; the cursor's own post may have been
 * withdrawn meanwhile.
 * @throws Problem invalid_cursor when there is no post of that id.
 */
export function listPosts(payload: Payload, query: Query): Promise<CachedAnswer> {
  if (query.cursor !== undefined && !isUuid(query.cursor)) throw new Problem('invalid_cursor');
  return pages.answer(payload, keyOf(query), { compute: () => readPage(payload, query) });
}

/** Such a page when this process has it at hand. */
export const recallPosts = (payload: Payload, query: Query): CachedAnswer | undefined =>
  pages.recall(payload, keyOf(query));

async function readPage(payload: Payload, { cursor, limit }: Query): Promise<Computed> {
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
    SELECT ${cursor === undefined ? sql`true` : sql`EXISTS (SELECT 1 FROM blogs WHERE id = ${cursor} AND published_at IS NOT NULL)`} AS known, ${GENERATION} AS generation,
      json_build_object(
        'data', coalesce((SELECT json_agg(json ORDER BY place) FROM page), '[]'::json),
        'nextCursor', CASE WHEN "hasNextPage" THEN (SELECT id FROM page WHERE place = ${limit}) END,
        'hasNextPage', "hasNextPage")::text AS body
    FROM more`,
    { prepared: true },
  );
  const [row] = rows;
  if (!row?.known) throw new Problem('invalid_cursor');
  return { generation: Number(row.generation), body: row.body };
}
