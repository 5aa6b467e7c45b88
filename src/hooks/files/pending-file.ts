import type { PayloadRequest } from 'payload';
import type { StoredFile } from '../../services/content/media/layout.ts';

/** What one operation on an upload carries from hook to hook. */
export type Pending = {
  /** The file as it came, until it has its place. */
  file?: { bytes: Buffer; name: string };
  focalPoint?: { focalX: number; focalY: number };
  /** What has to be stored once the document is. */
  objects?: StoredFile[];
};

/** One operation at a time runs for a request, and each begins anew. */
const pending = new WeakMap<PayloadRequest, Pending>();

export const begin = (req: PayloadRequest, state: Pending): unknown => pending.set(req, state);

export const pendingOf = (req: PayloadRequest): Pending => pending.get(req) ?? {};
