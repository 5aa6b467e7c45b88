import { sql } from '@payloadcms/db-postgres/drizzle';
import type { CollectionBeforeChangeHook, PayloadRequest } from 'payload';
import { sessionOf } from '../../database/transaction.ts';
import type { Blog } from '../../payload-types.ts';

/** The time of publication is the first one, unless an editor sets another: withdrawing a post keeps its place in lists. */
export const setPublishedAt: CollectionBeforeChangeHook<Blog> = async ({ data, originalDoc, req }) => {
  if (data._status !== 'published' || data.publishedAt) return data;
  return { ...data, publishedAt: (await storedTime(req, originalDoc?.id)) ?? new Date().toISOString() };
};

/** Another request may have published it since this one read it. */
async function storedTime(req: PayloadRequest, id: string | undefined): Promise<string | undefined> {
  if (id === undefined) return undefined;
  const { rows } = await (await sessionOf(req)).execute<{ at: string | null }>(
    sql`SELECT published_at AS at FROM blogs WHERE id = ${id}`,
  );
  return rows[0]?.at ? new Date(rows[0].at).toISOString() : undefined;
}
