import type { CollectionAfterDeleteHook } from 'payload';
import type { Media } from '../../payload-types.ts';
import { abandonFiles } from '../../services/content/media/abandoned-files.ts';
import { keysOf } from '../../services/content/media/layout.ts';

/** The files of a deleted medium go once its deletion has committed. */
export const abandonFile: CollectionAfterDeleteHook<Media> = async ({ doc, req }) => {
  await abandonFiles(req, keysOf(doc));
  return doc;
};
