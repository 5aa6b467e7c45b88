import type { PayloadRequest } from 'payload';
import { domainOf } from '../../domain.ts';
import { pendingOf } from './pending-file.ts';

/**
 * Stores what was laid out for the document of this operation.
 * @returns whether there was anything to store
 * @throws what the storage throws, when no object is being written any more
 */
export async function storePending(req: PayloadRequest, cacheControl: string): Promise<boolean> {
  const pending = pendingOf(req);
  const { objects = [] } = pending;
  if (objects.length === 0) return false;
  pending.objects = undefined;
  const { storage } = domainOf(req.payload);
  const stored = await Promise.allSettled(
    objects.map(({ key, bytes, contentType }) => storage.put(key, bytes, { contentType, cacheControl })),
  );
  // Not before all have ended: what is still being written could not be removed.
  for (const result of stored) if (result.status === 'rejected') throw result.reason;
  return true;
}
