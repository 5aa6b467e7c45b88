import type { CollectionBeforeOperationHook, PayloadRequest } from 'payload';
import { z } from 'zod';
import { hasRole } from '../access/roles.ts';
import { Problem } from '../lib/problem.ts';
import { runtimeOf } from '../lib/runtime.ts';
import { type StoredFile, toFileProblem } from '../services/content/index.ts';

/** State of one upload operation, passed from hook to hook. */
export type PendingUpload = {
  /** The uploaded file, until its keys are assigned. */
  file?: { bytes: Buffer; name: string };
  focalPoint?: { focalX: number; focalY: number };
  /** Objects to store after the document is saved. */
  objects?: StoredFile[];
};

/** Keyed by request: a request runs one operation at a time, and each operation resets its state. */
const pendingByRequest = new WeakMap<PayloadRequest, PendingUpload>();

export const setPending = (req: PayloadRequest, state: PendingUpload): unknown => pendingByRequest.set(req, state);

export const getPending = (req: PayloadRequest): PendingUpload => pendingByRequest.get(req) ?? {};

/**
 * Stores the objects prepared for the document of this operation.
 * @returns whether there was anything to store
 * @throws the first error of the storage, after all writes have ended
 */
export async function storePending(req: PayloadRequest, cacheControl: string): Promise<boolean> {
  const pending = getPending(req);
  const { objects = [] } = pending;
  if (objects.length === 0) return false;
  pending.objects = undefined;
  const { storage } = runtimeOf(req.payload);
  const stored = await Promise.allSettled(
    objects.map(({ key, bytes, contentType }) => storage.put(key, bytes, { contentType, cacheControl })),
  );
  // Wait for all writes first: an object that is still being written could not be deleted.
  for (const result of stored) if (result.status === 'rejected') throw result.reason;
  return true;
}

const percent = z.coerce.number().min(0).max(100);
const point = z.object({ x: percent, y: percent });

/** Fields of a file that only hooks may set, so they are removed from the input. */
const FILE_FIELDS = [
  ...['filename', 'mimeType', 'filesize', 'width', 'height', 'sizes', 'url', 'thumbnailURL', 'focalX', 'focalY'],
  ...['key', 'placeholder', 'originalName'],
];

/**
 * Removes the uploaded file from the request, so that Payload does not process the file. Payload's pipeline would decode the
 * image once per variant, make variants of damaged images, and fetch files from URLs. The hooks of the collection process the
 * file instead.
 */
export const detachFile = <Slug extends 'media' | 'brochures'>({
  args,
  operation,
  overrideAccess,
  req,
}: Parameters<CollectionBeforeOperationHook<Slug>>[0]) => {
  if (operation !== 'create' && operation !== 'update') return args;
  // A form that contains only a file has no data.
  const { data: sentData = {}, id } = args as { data?: Record<string, unknown>; id?: unknown };
  const file = detachRequestFile(req);
  if (operation === 'update' && file && id === undefined)
    throw toFileProblem('A file cannot be sent for several documents at once. Update each document on its own.');
  // Report a missing file only to callers with access: Payload refuses all others after this hook, with its own error.
  if (operation === 'create' && (overrideAccess || hasRole(req.user, 'content-manager'))) assertFileSent(req, file);
  setPending(req, { file, focalPoint: readFocalPoint(req, sentData) });
  const data = Object.fromEntries(Object.entries(sentData).filter(([name]) => !FILE_FIELDS.includes(name)));
  return { ...args, data };
};

/**
 * Requires a file. Refuses data with both a URL and a file name, because Payload would then fetch a file from any host that the
 * URL names.
 */
function assertFileSent({ data }: PayloadRequest, file: PendingUpload['file']): void {
  if (!file) throw toFileProblem('Choose a file.');
  if (data?.url && data.filename) throw toFileProblem('Send only the file, without a URL.');
}

function detachRequestFile(req: PayloadRequest): PendingUpload['file'] {
  const { file } = req;
  req.file = undefined;
  return file && { bytes: file.data, name: file.name };
}

/**
 * Reads the focal point from the form, or from the query, where the admin UI's image editor puts it.
 * @throws Problem `validation_failed` for a point outside of the image
 */
function readFocalPoint(req: PayloadRequest, data: Record<string, unknown>): PendingUpload['focalPoint'] {
  const edits = req.query?.uploadEdits as { focalPoint?: unknown } | undefined;
  delete req.query?.uploadEdits;
  const sentPoint = edits?.focalPoint ?? { x: data.focalX, y: data.focalY };
  if (Object.values(sentPoint).every((value) => value === undefined || value === null)) return undefined;
  const { data: valid } = point.safeParse(sentPoint);
  if (!valid)
    throw new Problem('validation_failed', 'The focal point must be given in per cent, from 0 to 100.', {
      field: 'focalX',
    });
  return { focalX: Math.round(valid.x), focalY: Math.round(valid.y) };
}
