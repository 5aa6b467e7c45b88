import { type MediaType, mediaTypeOf } from './file-types.ts';
import { inProcessingSlot } from './processing-slots.ts';
import { type ProcessedImage, processImage } from './variants.ts';

/** A file that was looked at, with all that is made of it; `image` is undefined for a film. */
export type PreparedUpload = { bytes: Buffer; type: MediaType; image: ProcessedImage | undefined };

const prepared = new WeakMap<Buffer, Promise<PreparedUpload>>();

/**
 * Looks at a file and makes its variants, once for the same buffer: what a service prepares before its transaction, the
 * collection's hook gets from here.
 * @throws Problem `payload_too_large`, `unsupported_media_type`, `validation_failed`, or `unavailable` when too many wait
 */
export function prepareUpload(bytes: Buffer): Promise<PreparedUpload> {
  const known = prepared.get(bytes);
  if (known) return known;
  const preparing = prepare(bytes);
  prepared.set(bytes, preparing);
  return preparing;
}

async function prepare(bytes: Buffer): Promise<PreparedUpload> {
  const type = await mediaTypeOf(bytes);
  const image = type === 'video/mp4' ? undefined : await inProcessingSlot(() => processImage(bytes, type));
  return { bytes, type, image };
}
