import type { CollectionAfterChangeHook } from 'payload';
import { announceProductNews } from '../../services/catalogue/announce-changes.ts';

/** Tells of the products that a term was renamed of. */
export const announceTerm: CollectionAfterChangeHook = async ({ doc, operation, req }) => {
  if (operation === 'update') await announceProductNews(req);
  return doc;
};
