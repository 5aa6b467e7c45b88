import { isDeepStrictEqual } from 'node:util';
import { sql } from '@payloadcms/db-postgres/drizzle';
import type {
  CollectionAfterChangeHook,
  CollectionAfterDeleteHook,
  CollectionBeforeChangeHook,
  FieldHook,
  PayloadRequest,
} from 'payload';
import { transactionOf } from '../../database/transaction.ts';
import { emit } from '../../events/emit.ts';
import { Problem } from '../../lib/problem.ts';
import { toWellFormed } from '../../lib/text.ts';
import type { Blog } from '../../payload-types.ts';
import { checkRichText } from '../../services/content/blog/check-rich-text.ts';
import { CHECKED_RICH_TEXT, getEditor } from '../../services/content/blog/rich-text.ts';
import { BY_SCHEDULE, cancelSchedule } from '../../services/content/blog/schedule-publication.ts';
import { getPublicRowBefore, lockPublicRow } from '../published-documents.ts';

/**
 * Cancels schedules that a manual change makes obsolete: publishing cancels a scheduled publication but not a scheduled
 * unpublishing; unpublishing cancels both. Needs `rememberPublicRow` as a beforeChange hook.
 */
export const cancelScheduleOnManualChange: CollectionAfterChangeHook<Blog> = async ({
  doc,
  req,
  context,
  operation,
}) => {
  if (operation === 'create' || context[BY_SCHEDULE]) return doc;
  if (doc._status === 'published') await cancelSchedule(req, doc.id, 'publish');
  else if ((await getPublicRowBefore(req, doc.id)) && !(await lockPublicRow(req, 'blogs', doc.id))) {
    await cancelSchedule(req, doc.id);
  }
  return doc;
};

/**
 * Emits the events of a post's public changes (docs/spec/events.md): when the post appears, when its public version changes, and
 * when it disappears. Saving drafts, autosaving, and publishing without a change emit nothing.
 */
export const emitBlogEvents: CollectionAfterChangeHook<Blog> = async ({ doc, req }) => {
  const before = await getPublicRowBefore(req, doc.id);
  const now = await lockPublicRow(req, 'blogs', doc.id);
  if (now && now.digest !== before?.digest) {
    await emit(req, before ? 'blog.updated' : 'blog.published', { blogId: doc.id, slug: now.slug, title: now.title });
  }
  if (before && !now) {
    await emit(req, 'blog.unpublished', { blogId: doc.id, slug: before.slug, title: before.title });
  }
  return doc;
};

/** Emits `blog.unpublished` when a published post is deleted. */
export const emitBlogDeleted: CollectionAfterDeleteHook<Blog> = async ({ doc, id, req }) => {
  const before = await getPublicRowBefore(req, String(id));
  if (before) {
    await emit(req, 'blog.unpublished', { blogId: String(id), slug: before.slug, title: before.title });
  }
  return doc;
};

/** Tolerated clock difference between browsers and servers, in milliseconds. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Sets `publishedAt` on the first publication, unless an editor sets another time. A post that is unpublished and published again
 * keeps its time, and therefore its place in lists. If a schedule publishes a post with a future time, the current time replaces
 * the future one.
 * @throws Problem `validation_failed` for a future time without a schedule, since a post appears as soon as it is published
 */
export const setPublishedAt: CollectionBeforeChangeHook<Blog> = async ({ data, originalDoc, req, context }) => {
  if (data._status !== 'published') return data;
  const now = new Date().toISOString();
  const kept = await readKeptTime(req, originalDoc?.id);
  if (!data.publishedAt) return { ...data, publishedAt: kept ?? now };
  if (!isInFuture(data.publishedAt) || new Date(data.publishedAt).toISOString() === kept) return data;
  if (context[BY_SCHEDULE]) return { ...data, publishedAt: now };
  throw new Problem(
    'validation_failed',
    'This date is in the future, but the post would be published now. Schedule the post instead, or leave this empty.',
    { field: 'publishedAt' },
  );
};

const isInFuture = (at: string) => Date.parse(at) > Date.now() + CLOCK_SKEW_MS;

/**
 * Returns the stored publication time of a post; undefined if the post has no time, or is a draft with a future time. Reads the
 * row, because another request may have published the post since this request loaded it.
 */
async function readKeptTime(req: PayloadRequest, id: string | undefined): Promise<string | undefined> {
  if (id === undefined) return undefined;
  const { rows } = await (await transactionOf(req)).execute<{ at: string | null; published: boolean }>(
    sql`SELECT published_at AS at, _status = 'published' AS published FROM blogs WHERE id = ${id}`,
  );
  const [row] = rows;
  if (!row?.at || (!row.published && isInFuture(row.at))) return undefined;
  return new Date(row.at).toISOString();
}

/**
 * Validates changed rich text, in drafts too: refuses content that the editor cannot open or the website must not render.
 * Unchanged rich text is not validated, so that the other fields of a document saved under older rules can still be edited.
 */
export const checkRichTextField: FieldHook = ({ value, field, previousValue, context }) => {
  if (value === undefined || value === null || field.type !== 'richText') return value;
  const richText = toWellFormed(value);
  const isChecked = [previousValue, context[CHECKED_RICH_TEXT]].some((text) => isDeepStrictEqual(richText, text));
  if (!isChecked) checkRichText(richText, getEditor(field).editorConfig, { name: field.name, previous: previousValue });
  return richText;
};
