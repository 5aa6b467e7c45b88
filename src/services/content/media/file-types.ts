import { fileTypeFromBuffer } from 'file-type';
import { Problem } from '../../../problem.ts';
import { hasPictures, isWholeMp4 } from './mp4.ts';

/** The cap of one file (api.md §7): 10 MiB. */
export const MAX_FILE_BYTES = 10_485_760;

/** What may be uploaded, and the extension that its key gets. */
const EXTENSIONS = { 'image/jpeg': 'jpg', 'image/png': 'png', 'image/webp': 'webp', 'video/mp4': 'mp4' } as const;

/** What is said of MP4 films with a brand of Apple's, such as `M4V `. */
const APPLE_MP4 = 'video/x-m4v';

export type MediaType = keyof typeof EXTENSIONS;

export const MEDIA_TYPES = Object.keys(EXTENSIONS) as MediaType[];

export const extensionOf = (type: MediaType): string => EXTENSIONS[type];

const isMediaType = (type: string | undefined): type is MediaType => MEDIA_TYPES.some((one) => one === type);

/** A refusal of the uploaded file itself, shown at its field. */
export const fileProblem = (message: string, cause?: unknown): Problem =>
  new Problem('validation_failed', message, { field: 'file', errors: [{ path: 'file', message }], cause });

/**
 * The type that the bytes themselves say; neither the name nor the header of a file counts.
 * @throws Problem `payload_too_large`, `validation_failed` for an empty file or a film that is not whole,
 * `unsupported_media_type` for all else
 */
export async function mediaTypeOf(bytes: Buffer): Promise<MediaType> {
  if (bytes.length > MAX_FILE_BYTES) throw new Problem('payload_too_large', `At most ${MAX_FILE_BYTES} bytes.`);
  if (bytes.length === 0) throw fileProblem('The file is empty.');
  const found = (await fileTypeFromBuffer(bytes))?.mime;
  const type = found === APPLE_MP4 ? 'video/mp4' : found;
  if (!isMediaType(type)) {
    throw new Problem('unsupported_media_type', 'Send a JPEG, PNG or WebP image or an MP4 film.', { field: 'file' });
  }
  if (type === 'video/mp4' && !isWholeMp4(bytes)) throw fileProblem('The film is damaged or not whole.');
  if (type === 'video/mp4' && !hasPictures(bytes)) {
    throw new Problem('unsupported_media_type', 'The file has sound and no picture.', { field: 'file' });
  }
  return type;
}
