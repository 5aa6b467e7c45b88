import { sql } from '@payloadcms/db-postgres/drizzle';
import type { CollectionBeforeChangeHook, PayloadRequest } from 'payload';
import { sessionOf } from '../../database/transaction.ts';
import type { Blog } from '../../payload-types.ts';
import { Problem } from '../../problem.ts';

/** How far clocks of browsers and servers may be apart. */
const CLOCK_SKEW_MS = 60_000;

/**
 * The time of publication is the first one, unless an editor sets another: withdrawing a post keeps its place in lists.
 * @throws Problem validation_failed for a time to come: posts appear when they are published.
 */
export const setPublishedAt: CollectionBeforeChangeHook<Blog> = async ({ data, originalDoc, req }) => {
  if (data._status !== 'published') return data;
  const stored = await storedTime(req, originalDoc?.id);
  if (!data.publishedAt) return { ...data, publishedAt: stored ?? new Date().toISOString() };
  if (isToCome(data.publishedAt) && new Date(data.publishedAt).toISOString() !== stored) {
    throw new Problem(
      'validation_failed',
      'This is in the future, and the post would be shown at once. Schedule it for then, or leave this empty.',
      { field: 'publishedAt' },
    );
  }
  return data;
};

const isToCome = (at: string) => Date.parse(at) > Date.now() + CLOCK_SKEW_MS;

/** Another request may have published it since this one read it. */
async function storedTime(req: PayloadRequest, id: string | undefined): Promise<string | undefined> {
  if (id === undefined) return undefined;
  const { rows } = await (await sessionOf(req)).execute<{ at: string | null }>(
    sql`SELECT published_at AS at FROM blogs WHERE id = ${id}`,
  );
  return rows[0]?.at ? new Date(rows[0].at).toISOString() : undefined;
}
