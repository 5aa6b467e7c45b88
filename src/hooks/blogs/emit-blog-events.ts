import type { CollectionAfterChangeHook, CollectionAfterDeleteHook } from 'payload';
import { emit } from '../../events/outbox.ts';
import type { Blog } from '../../payload-types.ts';
import { publicRow, publicRowBefore } from '../public-row.ts';

/**
 * Emits what happened to a post that the public sees, whoever did it (events.md): once when it appears, whenever it
 * changes there, and once when it is gone. Drafts and autosaves leave the public's version alone, and so does publishing again
 * what is published.
 */
export const emitBlogEvents: CollectionAfterChangeHook<Blog> = async ({ doc, req }) => {
  const before = await publicRowBefore(req, doc.id);
  const now = await publicRow(req, 'blogs', doc.id);
  if (now && now.digest !== before?.digest) {
    await emit(req, before ? 'blog.updated' : 'blog.published', { blogId: doc.id, slug: now.slug, title: now.title });
  }
  if (before && !now) {
    await emit(req, 'blog.unpublished', { blogId: doc.id, slug: before.slug, title: before.title });
  }
  return doc;
};

/** Emits that a post which the public saw is gone. */
export const emitBlogDeleted: CollectionAfterDeleteHook<Blog> = async ({ doc, id, req }) => {
  const before = await publicRowBefore(req, String(id));
  if (before) {
    await emit(req, 'blog.unpublished', { blogId: String(id), slug: before.slug, title: before.title });
  }
  return doc;
};
