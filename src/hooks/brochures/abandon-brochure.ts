import type { CollectionAfterDeleteHook } from 'payload';
import type { Brochure } from '../../payload-types.ts';
import { abandonFiles } from '../../services/content/media/abandoned-files.ts';

/** The PDF of a deleted brochure goes once the deletion has committed. */
export const abandonBrochure: CollectionAfterDeleteHook<Brochure> = async ({ doc, req }) => {
  if (doc.key) await abandonFiles(req, [doc.key]);
  return doc;
};
