import type { CollectionAfterChangeHook } from 'payload';
import { domainOf } from '../../domain.ts';
import { emit } from '../../events/outbox.ts';
import type { Media } from '../../payload-types.ts';
import { abandonFiles } from '../../services/content/media/abandoned-files.ts';
import { keysOf } from '../../services/content/media/layout.ts';
import { pendingOf } from './pending-file.ts';

/** A key never gets other bytes. */
const FOREVER = 'public, max-age=31536000, immutable';

/** Stores a file that came with the document, gives the one before it up, and says so (events.md). */
export const storeFile: CollectionAfterChangeHook<Media> = async ({ doc, previousDoc, operation, req }) => {
  const pending = pendingOf(req);
  const { objects = [] } = pending;
  if (objects.length === 0) return doc;
  pending.objects = undefined;
  const { storage } = domainOf(req.payload);
  const stored = await Promise.allSettled(
    objects.map(({ key, bytes, contentType }) => storage.put(key, bytes, { contentType, cacheControl: FOREVER })),
  );
  // Not before all have ended: what is still being written could not be removed.
  for (const result of stored) if (result.status === 'rejected') throw result.reason;
  if (operation === 'update') await abandonFiles(req, keysOf(previousDoc));
  await emit(req, 'media.uploaded', {
    mediaId: doc.id,
    key: String(doc.key),
    mimeType: String(doc.mimeType),
    sizeBytes: Number(doc.filesize),
  });
  return doc;
};
