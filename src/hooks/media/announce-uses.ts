import type { CollectionAfterChangeHook } from 'payload';
import type { Media } from '../../payload-types.ts';
import { announceProductNews } from '../../services/catalogue/announce-changes.ts';
import { announcePostsShowing } from '../../services/content/blog/announce-posts.ts';

const shown = ({ key, alt, sizes, width, height }: Partial<Media>) =>
  JSON.stringify({ key, alt, sizes, width, height });

/** Tells of the products and posts that show a photo when it is another one, or has another text. */
export const announceUses: CollectionAfterChangeHook<Media> = async ({ doc, previousDoc, operation, req }) => {
  if (operation !== 'update' || shown(doc) === shown(previousDoc)) return doc;
  await announceProductNews(req);
  await announcePostsShowing(req, doc.id);
  return doc;
};
