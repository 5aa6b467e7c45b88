import type { CollectionAfterChangeHook, CollectionAfterDeleteHook } from 'payload';
import { requestTask } from '../../services/content/tasks/request-task.ts';

/** Each showroom has a page, which the sitemap names. */
export const requestSitemap: CollectionAfterChangeHook & CollectionAfterDeleteHook = async ({ doc, req }) => {
  await requestTask(req, 'sitemap', ['showroom']);
  return doc;
};
