import type { CollectionAfterChangeHook } from 'payload';
import { emit } from '../../events/outbox.ts';
import type { Media } from '../../payload-types.ts';
import { retireFiles } from '../../services/content/media/abandoned-files.ts';
import { keysOf } from '../../services/content/media/layout.ts';
import { storePending } from '../files/store-pending.ts';

/** A key never gets other bytes. */
const FOREVER = 'public, max-age=31536000, immutable';

/** Stores a file that came with the document, has the one before it kept as long as copies may lead to it, and says so (events.md). */
export const storeFile: CollectionAfterChangeHook<Media> = async ({ doc, previousDoc, operation, req }) => {
  if (!(await storePending(req, FOREVER))) return doc;
  if (operation === 'update') await retireFiles(req, keysOf(previousDoc));
  await emit(req, 'media.uploaded', {
    mediaId: doc.id,
    key: String(doc.key),
    mimeType: String(doc.mimeType),
    sizeBytes: Number(doc.filesize),
  });
  return doc;
};
