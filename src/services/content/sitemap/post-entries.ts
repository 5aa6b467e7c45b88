import { sql } from '@payloadcms/db-postgres';
import type { Payload } from 'payload';
import { pagesById } from '../../../database/pages-by-id.ts';
import { database } from '../../../database/transaction.ts';

/** What the sitemap says of a published post. */
export type PostEntry = { id: string; slug: string; updatedAt: string; imageIds: string[] };

const PAGE = 1000;

/** Every published post, a page at a time. */
export const postEntries = (payload: Payload): AsyncGenerator<PostEntry[]> =>
  pagesById(PAGE, async (after) => {
    const { rows } = await database(payload).execute<PostEntry>(sql`
      SELECT id, slug, to_json(updated_at) #>> '{}' AS "updatedAt",
        array_remove(ARRAY[cover_image_id::text], NULL) AS "imageIds"
      FROM blogs WHERE id > ${after} AND _status = 'published' ORDER BY id LIMIT ${PAGE}`);
    return rows;
  });
