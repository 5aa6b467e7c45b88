import type { CollectionAfterChangeHook } from 'payload';
import type { Brochure } from '../../payload-types.ts';
import { abandonFiles } from '../../services/content/media/abandoned-files.ts';
import { storePending } from '../files/store-pending.ts';

/** Stores a PDF that came with the document and gives the one before it up. */
export const storeBrochure: CollectionAfterChangeHook<Brochure> = async ({ doc, previousDoc, operation, req }) => {
  if (!(await storePending(req, 'private, no-store'))) return doc;
  if (operation === 'update' && previousDoc.key) await abandonFiles(req, [previousDoc.key]);
  return doc;
};
