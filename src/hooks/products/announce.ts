import type { CollectionAfterChangeHook, CollectionAfterDeleteHook } from 'payload';
import type { Product } from '../../payload-types.ts';
import { announceProductChange } from '../../services/catalogue/announce-changes.ts';

/** Tells the world of a product that was published, changed, withdrawn, trashed or restored. */
export const announceChange: CollectionAfterChangeHook<Product> = async ({ doc, req }) => {
  await announceProductChange(req, doc.id);
  return doc;
};

/** Tells the world of a published product that was deleted. */
export const announceDeletion: CollectionAfterDeleteHook<Product> = async ({ id, req }) => {
  await announceProductChange(req, String(id));
};
