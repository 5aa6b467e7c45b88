import type { PayloadRequest } from 'payload';
import type { Media } from '../../../payload-types.ts';
import { prepareUpload } from './prepare-upload.ts';

export type NewMedium = { bytes: Buffer; name: string; alt?: string | undefined };

/**
 * Creates a medium in the transaction of `req`, by the system itself. Its files are there when it returns, and gone when the
 * transaction rolls back. Call {@link prepareUpload} with the same bytes before the transaction where that must be short.
 * @throws Problem as {@link prepareUpload} does, and `validation_failed` for an `alt` that is too long
 */
export async function createMedium(req: PayloadRequest, { bytes, name, alt }: NewMedium): Promise<Media> {
  const { type } = await prepareUpload(bytes);
  const file = { data: bytes, name, mimetype: type, size: bytes.length };
  return req.payload.create({ collection: 'media', data: { alt }, file, depth: 0, req });
}
