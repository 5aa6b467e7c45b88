import type { CollectionAfterChangeHook } from 'payload';
import { emit } from '../../events/outbox.ts';
import type { BrochureRequest } from '../../payload-types.ts';

/** A request that staff make for a caller is sent as one of the website is. That one writes its row itself, without hooks. */
export const sendRequested: CollectionAfterChangeHook<BrochureRequest> = async ({ doc, operation, req }) => {
  if (operation !== 'create') return doc;
  const { id: brochureRequestId, email, firstName } = doc;
  await emit(req, 'brochure.requested', { brochureRequestId, email, firstName });
  return doc;
};
